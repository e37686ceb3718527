// Step 7: what is left when the page is closed: models, downloads, the project itself.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../ui/icons.js';
import type { RunRecord } from '../../../store/types.js';
import type { Project } from '../project.js';
import { saveCleaned, saveClipsCsv, saveHistoryCsv, saveModel, savePredictionsCsv, saveReport, saveStandalone } from '../downloads.js';
import { valueOf, type View } from '../view.js';
import { judgedRun, runPicker } from './judge.js';

export function keepView(view: View): TemplateResult {
  const { session } = view;
  const { project, runs } = session;
  if (!project || !runs) return html``;
  const run = judgedRun(view, runs);
  return html`
    ${run ? html`${runPicker(view, runs, run)}${useIt(view, project, run)}${downloads(view, project, run)}` : html`<section class="panel"><p>${view.text.needRun} <a href="#studio/train">${view.text.steps.train}</a></p></section>`}
    ${keptModels(view)}
    ${wholeProject(view, project)}
    ${space(view)}
  `;
}

function useIt(view: View, project: Project, run: RunRecord): TemplateResult {
  const { text, state, session } = view;
  const kept = session.models.list.find((model) => model.run === run.id);
  const title = state.modelTitle ?? kept?.title ?? `${project.record.name}, ${run.name}`;
  return html`<section class="panel use-panel" aria-labelledby="use-title">
    <h2 id="use-title">${text.useTitle}</h2>
    <p class="quiet">${text.useText}</p>
    <label class="field"><span>${text.modelName}</span><input class="text" maxlength="80" .value=${title} data-testid="model-title" @input=${(event: Event) => {
      state.modelTitle = valueOf(event);
    }} /></label>
    <div class="buttons">
      <button type="button" class="primary" data-testid="use-model" @click=${() => void session.models.useRun(run, state.modelTitle ?? title)}>${text.useButton}</button>
      <button type="button" data-testid="keep-model" @click=${() => void session.models.keep(run, state.modelTitle ?? title)}>${kept ? text.keepAgain : text.keepButton}</button>
    </div>
    ${kept ? html`<p class="quiet" role="status">${icon('check')} ${text.keptAs(kept.title)}</p>` : nothing}
  </section>`;
}

function downloads(view: View, project: Project, run: RunRecord): TemplateResult {
  const { text } = view;
  const item = (testId: string, name: string, what: string, act: () => unknown, possible = true): TemplateResult => html`<li class="download">
    <button type="button" data-testid=${testId} ?disabled=${!possible} @click=${() => void act()}>${icon('download')}${name}</button><span class="quiet">${what}</span></li>`;
  return html`<section class="panel" aria-labelledby="downloads-title">
    <h2 id="downloads-title">${text.downloadsTitle}</h2>
    <ul class="downloads">
      ${item('download-html', text.standalone, text.standaloneText, () => saveStandalone(view, run))}
      ${item('download-onnx', 'model.onnx', text.onnxText, () => saveModel(view, run))}
      ${item('download-report', 'report.html', run.report ? text.reportText : text.reportNone, () => saveReport(view, run), run.report !== '')}
      ${item('download-predictions', 'predictions.csv', text.predictionsText, () => savePredictionsCsv(view, run), run.evaluation !== null)}
      ${item('download-history', 'history.csv', text.historyText, () => saveHistoryCsv(view, run))}
      ${item('download-clips', 'clips.csv', text.clipsCsvText, () => saveClipsCsv(project))}
      ${item('download-cleaned', 'cleaned.zip', text.cleanedText, () => saveCleaned(view, project))}
    </ul>
  </section>`;
}

function keptModels(view: View): TemplateResult | typeof nothing {
  const { text, session, format } = view;
  if (session.models.list.length === 0) return nothing;
  const date = new Intl.DateTimeFormat(view.language, { dateStyle: 'medium', timeStyle: 'short' });
  return html`<section class="panel" aria-labelledby="models-title">
    <h2 id="models-title">${text.modelsTitle}</h2>
    <div class="table-frame" tabindex="0" role="group" aria-label=${text.modelsTitle}><table class="data" data-testid="kept-models">
      <thead><tr><th scope="col">${text.modelName}</th><th scope="col">${text.classesColumn}</th><th scope="col">${text.date}</th><th scope="col" class="number">${text.size}</th><td></td></tr></thead>
      <tbody>${session.models.list.map((model) => html`<tr><th scope="row">${model.title}</th><td>${model.labels.slice(0, 6).join(', ')}${model.labels.length > 6 ? '…' : ''}</td><td>${date.format(model.createdAt)}</td>
        <td class="number">${format.bytes(model.bytes.length)}</td>
        <td class="row-actions"><button type="button" class="link" @click=${() => session.models.use(model)}>${text.use}</button>
          <button type="button" class="plain" aria-label=${text.removeModel(model.title)} title=${text.removeModel(model.title)} @click=${() => void session.models.remove(model)}>${icon('close')}</button></td></tr>`)}</tbody>
    </table></div>
  </section>`;
}

function wholeProject(view: View, project: Project): TemplateResult {
  const { text, session, format } = view;
  const { exporting } = session;
  return html`<section class="panel" aria-labelledby="project-title">
    <h2 id="project-title">${text.wholeTitle}</h2>
    <p class="quiet">${text.wholeText}</p>
    <div class="buttons">
      <button type="button" data-testid="export-project" ?disabled=${exporting !== null} @click=${() => void session.exportProject()}>${icon('download')}${text.exportProject}</button>
      <input type="file" hidden accept=".zip" data-testid="import-project" @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const file = input.files?.[0];
        input.value = '';
        if (file) void session.importProject(file);
      }} />
      <button type="button" ?disabled=${session.arrivals.importing !== null} @click=${(event: Event) => (((event.currentTarget as HTMLElement).previousElementSibling) as HTMLInputElement).click()}>${icon('folder')}${text.importProject}</button>
    </div>
    ${exporting ? html`<progress max=${Math.max(1, exporting.total)} .value=${exporting.done} aria-label=${text.exportProject}></progress>` : nothing}
    <p class="quiet">${text.projectSize(format.integer(project.clips.size), format.bytes([...project.clips.values()].reduce((sum, { size }) => sum + size, 0)))}</p>
  </section>`;
}

function space(view: View): TemplateResult | typeof nothing {
  const { text, session, format } = view;
  if (session.space === undefined) return nothing;
  if (session.space === null) {
    return html`<section class="panel" aria-labelledby="space-title"><h2 id="space-title">${text.spaceTitle}</h2><p data-testid="space">${text.spaceUnknown}</p></section>`;
  }
  const { usedBytes, freeBytes, persistent } = session.space;
  return html`<section class="panel" aria-labelledby="space-title"><h2 id="space-title">${text.spaceTitle}</h2>
    <progress max="1" .value=${usedBytes / Math.max(1, usedBytes + freeBytes)} aria-label=${text.spaceTitle}></progress>
    <p data-testid="space">${text.spaceOf(format.bytes(usedBytes), format.bytes(freeBytes))} <span class="quiet">${persistent ? text.spaceKept : text.spaceMayGo}</span></p>
  </section>`;
}
