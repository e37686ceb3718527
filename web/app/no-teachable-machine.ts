// Stands for web/api/teachable-machine.ts in the page of one file (vite.standalone.config.ts), which does not hold the
// module that converts.
import { EarshotError } from '../base/errors.js';

export async function importTeachableMachine(): Promise<never> {
  throw new EarshotError(
    'invalid-model',
    'This page is one file and does not import from Teachable Machine. Import the project in Earshot itself and save it as .onnx.',
  );
}
