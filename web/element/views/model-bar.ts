// Which model is loaded, another one, and one's own.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../ui/icons.js';
import { separateExport } from '../files.js';
import type { ViewHost } from './host.js';

export function modelBar(host: ViewHost): TemplateResult {
  const { text, session } = host;
  const name = session.state.kind === 'loading' ? text.modelLoading : session.info ? host.modelTitle : text.modelNone;
  const several = host.models.length > 1;
  return html`<div class="model-bar" part="model">
    <div class="model-current">
      <span class="model-caption" aria-hidden="true">${text.model}</span>
      ${several ? modelSelect(host) : nothing}
      <button type="button" class="link model-card" ?disabled=${!session.info} @click=${() => host.showCard()} aria-haspopup="dialog"
        title=${text.aboutModel}>
        <span class=${several ? 'visually-hidden' : ''} data-testid="model-name">${name}</span>
        ${icon('info')}<span class="visually-hidden">${text.aboutModel}</span>
      </button>
    </div>
    ${session.info?.adopted ? adopted(host) : nothing}
    <label class="link open-model">
      <input class="visually-hidden" type="file" multiple accept=".onnx,.json,.bin,.zip" data-testid="model-input" ?disabled=${host.disabled}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const files = [...(input.files ?? [])];
          const { parts } = separateExport(files.map((file) => ({ name: file.name, file })));
          if (parts.length > 0) host.openTeachableMachine(parts);
          else if (files[0]) host.openModelFile(files[0]);
          input.value = '';
        }} />
      ${text.openModel}
    </label>
    ${host.importedModel ? importedNote(host) : nothing}
  </div>`;
}

function importedNote(host: ViewHost): TemplateResult {
  return html`<p class="model-imported" data-testid="imported">
    ${host.text.importedTeachableMachine}
    <button type="button" class="link" data-testid="save-model" @click=${() => host.saveImportedModel()}>${host.text.saveModel}</button>
  </p>`;
}

/** A model of others: its description can be changed, and saved into its file. */
function adopted(host: ViewHost): TemplateResult {
  const { text, session, disabled } = host;
  return html`<span class="model-adopted">
    <button type="button" class="link" data-testid="save-model" ?disabled=${disabled} @click=${() => host.saveModel()}>${text.saveModel}</button>
    <button type="button" class="link" data-testid="describe-model" ?disabled=${disabled || !session.canDescribe}
      @click=${() => host.describeModel()}>${text.describeModel}</button>
  </span>`;
}

function modelSelect(host: ViewHost): TemplateResult {
  return html`<select class="model-select" aria-label=${host.text.model} ?disabled=${host.disabled}
    @change=${(event: Event) => host.chooseModel((event.target as HTMLSelectElement).value)}>
    ${host.modelUrl === '' ? html`<option value="" .selected=${true}>${host.session.info ? host.modelTitle : host.text.modelNone}</option>` : nothing}
    ${host.models.map(({ title, url }) => html`<option value=${url} .selected=${url === host.modelUrl}>${title}</option>`)}
  </select>`;
}
