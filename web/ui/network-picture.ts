// A network as a column of blocks, input on top. A block's width shows how many numbers leave it, on a logarithmic scale.
import { html, nothing, type TemplateResult } from 'lit';
import type { Formatter } from './format.js';
import { styleProps } from './style-props.js';
import { tableTwin } from './table-twin.js';

export type LayerFacts = { name: string; type: string; output: readonly number[]; parameters: number; statistics: number; multiplyAdds: number };
export type NetworkFacts = { layers: readonly LayerFacts[]; parameters: number; multiplyAdds: number };

export type NetworkStrings = {
  network: string;
  layer: string;
  outputShape: string;
  parametersOf(count: string): string;
  parameters: string;
  multiplyAdds: string;
  total: string;
  asTable: string;
};

const shapeText = (shape: readonly number[]): string => shape.join(' × ');

export function networkPicture({ layers, parameters, multiplyAdds }: NetworkFacts, strings: NetworkStrings, format: Formatter): TemplateResult {
  const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
  const most = Math.max(1, ...layers.map(({ output }) => Math.log2(1 + size(output))));
  return html`<figure class="network" data-testid="network">
    <ol class="network-layers" aria-label=${strings.network}>
      ${layers.map((layer) => html`<li class=${`layer layer-${family(layer.type)}`} ${styleProps({ '--width': Math.log2(1 + size(layer.output)) / most })}>
        <span class="layer-name">${layer.type.replaceAll('_', ' ')}</span>
        <span class="layer-shape">${shapeText(layer.output)}</span>
        ${layer.parameters > 0 ? html`<span class="layer-parameters">${strings.parametersOf(format.integer(layer.parameters))}</span>` : nothing}
      </li>`)}
    </ol>
    ${tableTwin({
      asTable: strings.asTable, title: strings.network, words: [0, 1], summed: true,
      columns: [strings.layer, strings.outputShape, strings.parameters, strings.multiplyAdds],
      rows: [
        ...layers.map((layer) => [layer.name, shapeText(layer.output), format.integer(layer.parameters), format.integer(layer.multiplyAdds)]),
        [strings.total, '', format.integer(parameters), format.integer(multiplyAdds)],
      ],
    })}
  </figure>`;
}

/** What a layer does, for its colour. */
function family(type: string): string {
  if (/conv/.test(type)) return 'convolution';
  if (/dense|output/.test(type)) return 'dense';
  if (/lstm|gru/.test(type)) return 'recurrent';
  if (/pool/.test(type)) return 'pooling';
  return 'other';
}
