// Around every step: which project, the way through, notices.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../ui/icons.js';
import { hashOf, STEPS, type Step } from '../steps.js';
import { valueOf, type View } from '../view.js';

export function frame(view: View, content: TemplateResult | typeof nothing): TemplateResult {
  const { session, text, state } = view;
  return html`<div class="studio">
    <div class="side">
      <p class="studio-title">${text.title}</p>
      ${session.phase.kind === 'ready' ? projectBar(view) : nothing}
      ${session.phase.kind === 'ready' && session.project ? steps(view) : nothing}
    </div>
    <div class="content">
      ${notice(view)}
      ${session.phase.kind === 'opening' ? html`<p class="quiet" role="status">${text.opening}</p>` : nothing}
      ${session.phase.kind === 'failed' ? failed(view, session.phase) : nothing}
      ${session.blocked ? blocked(view) : nothing}
      ${session.project ? html`<h1 class="step-title" tabindex="-1">${text.steps[state.step]}</h1>` : nothing}
      ${content}
    </div>
  </div>`;
}

function projectBar(view: View): TemplateResult {
  const { session, text, state } = view;
  const { project, projects, blocked: stopped } = session;
  const current = project?.id ?? stopped?.project.id ?? '';
  const history = project?.history;
  return html`<div class="project-bar">
    ${state.renaming && project
      ? html`<input class="text" aria-label=${text.renameProject} maxlength="60" .value=${project.record.name} data-testid="project-name"
          @change=${(event: Event) => session.renameProject(valueOf(event))}
          @blur=${() => {
            state.renaming = false;
            view.changed();
          }} @keydown=${(event: KeyboardEvent) => {
            if (event.key === 'Enter' || event.key === 'Escape') (event.target as HTMLElement).blur();
          }} />`
      : html`<select aria-label=${text.project} data-testid="project" @change=${(event: Event) => void session.openProject(valueOf(event))}>
          ${projects.map(({ id, name }) => html`<option value=${id} .selected=${id === current}>${name}</option>`)}
        </select>`}
    <div class="project-actions">
      <button type="button" class="plain" aria-label=${text.newProject} title=${text.newProject} data-testid="new-project" @click=${() => void session.newProject()}>${icon('add')}</button>
      <button type="button" class="plain" aria-label=${text.renameProject} title=${text.renameProject} ?disabled=${!project} @click=${() => {
        state.renaming = true;
        view.changed();
        view.focus('.project-bar input');
      }}>${icon('edit')}</button>
      <button type="button" class="plain" aria-label=${text.deleteProject} title=${text.deleteProject} data-testid="delete-project" ?disabled=${stopped?.why === 'locked'} @click=${() => void session.deleteProject()}>${icon('trash')}</button>
      <button type="button" class="plain" data-testid="undo" aria-label=${history?.undoTitle ? text.undoOf(history.undoTitle) : text.undo} title=${history?.undoTitle ? text.undoOf(history.undoTitle) : text.undo}
        ?disabled=${!history?.undoTitle} @click=${() => session.undo()}>${icon('undo')}</button>
      <button type="button" class="plain" data-testid="redo" aria-label=${history?.redoTitle ? text.redoOf(history.redoTitle) : text.redo} title=${history?.redoTitle ? text.redoOf(history.redoTitle) : text.redo}
        ?disabled=${!history?.redoTitle} @click=${() => session.redo()}>${icon('redo')}</button>
    </div>
  </div>`;
}

function steps(view: View): TemplateResult {
  const { text, state, session } = view;
  const done = doneSteps(view);
  return html`<nav aria-label=${text.stepsLabel}><ol class="steps">
    ${STEPS.map((step, i) => html`<li><a href=${hashOf(step)} aria-current=${step === state.step ? 'step' : nothing} class=${done.has(step) ? 'done' : ''} data-testid=${`step-${step}`}>
      <span class="step-number" aria-hidden="true">${done.has(step) && step !== state.step ? icon('check') : view.format.integer(i + 1)}</span>${text.steps[step]}
      ${step === 'train' && session.runs?.active ? html`<span class="live-dot" aria-hidden="true"></span>` : nothing}</a></li>`)}
  </ol></nav>`;
}

/** Steps that have what the next ones need. */
function doneSteps({ session }: View): Set<Step> {
  const { project, runs, models } = session;
  const done = new Set<Step>();
  if (project && project.classes.filter(({ clips }) => clips > 0).length >= 2) done.add('data');
  if (runs?.shown.some(({ status }) => status === 'done' || status === 'stopped')) done.add('train');
  if (runs && models.list.some((model) => runs.shown.some(({ id }) => id === model.run))) done.add('keep');
  return done;
}

function notice(view: View): TemplateResult {
  const { session, text } = view;
  const { notice: shown } = session.notices;
  // The live region is always there; only its content changes, so that every screen reader speaks it.
  return html`<div class="notices" role=${shown?.tone === 'info' ? 'status' : 'alert'}>
    ${shown
      ? html`<div class=${shown.tone === 'error' ? 'notice' : 'warnings'} data-testid="studio-notice">${icon(shown.tone === 'error' ? 'alert' : 'info')}
          <div class="notice-text"><p>${shown.text}</p>${shown.detail ? html`<p class="notice-detail" lang="en">${shown.detail}</p>` : nothing}</div>
          <div class="notice-actions">${shown.undo ? html`<button type="button" class="small" data-testid="notice-undo" @click=${() => void session.takeBack()}>${text.undo}</button>` : nothing}
            <button type="button" class="plain" aria-label=${text.dismiss} @click=${() => session.notices.dismiss()}>${icon('close')}</button></div></div>`
      : nothing}
  </div>`;
}

function failed(view: View, { text, detail }: { text: string; detail: string }): TemplateResult {
  return html`<div class="notice" role="alert" data-testid="studio-failed">${icon('alert')}<div class="notice-text"><p>${text}</p>${detail === text ? nothing : html`<p class="notice-detail" lang="en">${detail}</p>`}</div>
    <div class="notice-actions"><button type="button" class="small" @click=${() => void view.session.open()}>${view.text.tryAgain}</button></div></div>`;
}

function blocked(view: View): TemplateResult | typeof nothing {
  const { session, text } = view;
  if (!session.blocked) return nothing;
  const { project, text: why } = session.blocked;
  return html`<section class="panel" data-testid="blocked"><p>${why}</p>
    <div class="buttons"><button type="button" class="primary" @click=${() => void session.openProject(project.id)}>${text.tryAgain}</button>
      <button type="button" @click=${() => void session.newProject()}>${text.newProject}</button></div></section>`;
}
