// A network as a column of blocks, input on top. A block's width shows how many numbers leave it, on a logarithmic scale.
import { html, nothing, type TemplateResult } from 'lit';
import type { Formatter } from './format.js';
import { styleProps } from './style-props.js';

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
    <details class="twin"><summary>${strings.asTable}</summary>
      <div class="table-frame" tabindex="0" role="group" aria-label=${strings.network}>
        <table class="data">
          <caption class="visually-hidden">${strings.network}</caption>
          <thead><tr><th scope="col">${strings.layer}</th><th scope="col">${strings.outputShape}</th><th scope="col" class="number">${strings.parameters}</th>
            <th scope="col" class="number">${strings.multiplyAdds}</th></tr></thead>
          <tbody>${layers.map((layer) => html`<tr><th scope="row">${layer.name}</th><td>${shapeText(layer.output)}</td>
            <td class="number">${format.integer(layer.parameters)}</td><td class="number">${format.integer(layer.multiplyAdds)}</td></tr>`)}
            <tr class="sum"><th scope="row">${strings.total}</th><td></td><td class="number">${format.integer(parameters)}</td><td class="number">${format.integer(multiplyAdds)}</td></tr>
          </tbody>
        </table>
      </div>
    </details>
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
