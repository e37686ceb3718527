import { describe, expect, test } from 'vitest';

import { checkCpp, checkTree, checkWeb } from '../../../tools/check-imports.mjs';

describe('import rules', () => {
  test('the tree keeps them', () => {
    const { wrong, checked } = checkTree();
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(50);
  });

  test.each([
    ['a lower layer includes a higher one', 'wasm/core/nn/graph.h', '#include "audio/pcm.h"'],
    ['features see labels', 'wasm/core/features/mfcc.cpp', '#include "classify/prediction.h"'],
    ['Emscripten outside the bindings', 'wasm/core/dsp/fft.cpp', '#include <emscripten/bind.h>'],
    ['Eigen past its one header', 'wasm/core/nn/matmul.cpp', '#include <Eigen/Core>'],
    ['KissFFT outside dsp', 'wasm/core/features/mfcc.cpp', '#include <kissfft/kissfft.hh>'],
    ['protozero outside onnx', 'wasm/core/classify/card.cpp', '#include <protozero/pbf_reader.hpp>'],
    ['a file read in the core', 'wasm/core/audio/wav_reader.cpp', '#include <fstream>'],
    ['a private header of the core in the bindings', 'wasm/bindings/bindings.cpp', '#include "onnx/proto.h"'],
  ])('C++: %s is refused', (_, path, code) => {
    expect(checkCpp(path, code)).toHaveLength(1);
  });

  test.each([
    ['base in every layer', 'wasm/core/classify/classifier.cpp', '#include "base/error.h"\n#include "nn/session.h"\n#include <vector>'],
    ['Eigen in its one header', 'wasm/core/base/block.h', '#include <Eigen/Core>'],
    ['Emscripten in the bindings', 'wasm/bindings/bindings.cpp', '#include <emscripten/bind.h>\n#include "classify/classifier.h"'],
  ])('C++: %s is fine', (_, path, code) => {
    expect(checkCpp(path, code)).toEqual([]);
  });

  test.each([
    ['the element reaches past the API', 'web/element/a.ts', "import { Core } from '../core/core.js';"],
    ['the API reaches the element', 'web/api/a.ts', "import { x } from '../element/x.js';"],
    ['generated code outside web/core', 'web/worker/host.ts', "const m = await import('../core/generated/earshot.mjs');"],
    ['onnxruntime-web outside its folder', 'web/api/a.ts', "import * as ort from 'onnxruntime-web/wasm';"],
    ['the large entry of onnxruntime-web', 'web/backends/ort.ts', "import * as ort from 'onnxruntime-web';"],
    ['a package nobody listed', 'web/ui/a.ts', "import plot from 'plotly';"],
    ['the page side imports the host', 'web/worker/client.ts', "import { serve } from './host.js';"],
    ['a value from where only types may come', 'web/core/a.ts', "import { defaults } from '../api/types.js';"],
    ['a re-export', 'web/base/a.ts', "export { x } from '../api/x.js';"],
    ['an import over several lines', 'web/base/a.ts', "import {\n  x,\n  y,\n} from '../api/x.js';"],
    ['a bare import', 'web/base/a.ts', "import '../api/x.js';"],
  ])('web: %s is refused', (_, path, code) => {
    expect(checkWeb(path, code)).toHaveLength(1);
  });

  test.each([
    ['types of the API in the core', 'web/core/a.ts', "import type { ModelInfo } from '../api/types.js';"],
    ['inline types of the API in the core', 'web/core/a.ts', "import { type ModelInfo } from '../api/types.js';"],
    ['generated code in web/core', 'web/core/instantiate.ts', "import('./generated/earshot.mjs');"],
    ['the host in connect', 'web/worker/connect.ts', "import('./host.js');"],
    ['an import in a comment', 'web/base/a.ts', "// import { x } from '../api/x.js';"],
    ['a sub-folder of its own', 'web/element/a.ts', "import { x } from './views/x.js';"],
  ])('web: %s is fine', (_, path, code) => {
    expect(checkWeb(path, code)).toEqual([]);
  });
});
