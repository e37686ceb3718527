// Step 1: sounds in, classes named, and what is worth knowing before training.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../ui/icons.js';
import { levelMeter } from '../../../ui/level-meter.js';
import { styleProps } from '../../../ui/style-props.js';
import { droppedFiles, pickedFiles } from '../files.js';
import { parsePattern, previewGroups, sampleRates } from '../labels.js';
import type { Project } from '../project.js';
import { valueOf, type View } from '../view.js';
import { clipTable, selectionBar } from './clip-table.js';

/** Half a step of 16 bits below full scale counts as reaching it. */
const FULL_SCALE = 1 - 1.5 / 32768;

export function dataView(view: View): TemplateResult {
  const { project } = view.session;
  if (!project) return html``;
  const empty = project.clips.size === 0 && project.record.emptyLabels.length === 0;
  return html`
    ${empty ? welcome(view) : nothing}
    ${progressOf(view)}
    ${empty ? nothing : html`${classesPanel(view, project)}${warningsPanel(view, project)}${clipsPanel(view, project)}${groupsPanel(view, project)}`}
  `;
}

// ---- ways in ----

function welcome(view: View): TemplateResult {
  const { text, session } = view;
  const busy = session.arrivals.importing !== null;
  return html`<section class="welcome">
    <div class="panel sample-panel">
      <h2>${text.sampleTitle}</h2>
      <p class="quiet">${text.sampleText}</p>
      <div class="buttons"><button type="button" class="primary" data-testid="sample-set" ?disabled=${busy} @click=${() => void session.arrivals.addSampleSet().then(() => view.focus('.step-title'))}>${text.sampleButton}</button></div>
    </div>
    <div class="panel">
      <h2>${text.ownTitle}</h2>
      ${dropZone(view, false)}
      <p class="quiet">${text.layoutsHint}</p>
    </div>
    <div class="panel">
      <h2>${text.recordTitle}</h2>
      <p class="quiet">${text.recordText}</p>
      ${newClass(view)}
    </div>
  </section>`;
}

function dropZone(view: View, compact: boolean): TemplateResult {
  const { text, state, session } = view;
  const busy = session.arrivals.importing !== null;
  const drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const zone = event.currentTarget as Element;
    const dragging = event.type !== 'dragleave' || (event.relatedTarget instanceof Node && zone.contains(event.relatedTarget));
    if (dragging === state.dragging) return;
    state.dragging = dragging;
    view.changed();
  };
  const drop = (event: DragEvent): void => {
    state.dragging = false;
    view.changed();
    if (busy || !event.dataTransfer) return;
    event.preventDefault();
    void droppedFiles(event.dataTransfer).then((files) => session.arrivals.add(files), (error: unknown) => session.notices.report(error));
  };
  const picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    // Copied first: clearing the value, so that the same file can be chosen again, empties the list.
    const files = pickedFiles([...(input.files ?? [])]);
    input.value = '';
    void session.arrivals.add(files);
  };
  const open = (event: Event): void => {
    const { previousElementSibling } = event.currentTarget as HTMLElement;
    if (previousElementSibling instanceof HTMLInputElement) previousElementSibling.click();
  };
  return html`<div class=${compact ? 'ways compact' : state.dragging ? 'ways zone dragging' : 'ways zone'} @dragenter=${drag} @dragover=${drag} @dragleave=${drag} @drop=${drop} data-testid="studio-drop">
    ${compact ? nothing : html`<p class="zone-title">${state.dragging ? text.dropNow : text.dropHere}</p>`}
    <div class="buttons">
      <input type="file" hidden webkitdirectory multiple data-testid="studio-folder" @change=${picked} />
      <button type="button" class=${compact ? 'small' : ''} ?disabled=${busy} @click=${open}>${icon('folder')}${text.chooseFolder}</button>
      <input type="file" hidden multiple data-testid="studio-files" @change=${picked} />
      <button type="button" class=${compact ? 'small' : ''} ?disabled=${busy} @click=${open}>${icon('file')}${text.chooseFiles}</button>
    </div>
  </div>`;
}

function newClass(view: View): TemplateResult {
  const { text, session } = view;
  return html`<form class="inline-form" @submit=${(event: Event) => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem('class') as HTMLInputElement;
    session.edits.addClass(input.value);
    input.value = '';
  }}>
    <input class="text" name="class" aria-label=${text.newClass} placeholder=${text.newClass} autocomplete="off" maxlength="60" data-testid="new-class" />
    <button class="small">${text.addClass}</button>
    <button type="button" class="link" @click=${() => session.edits.addClass(text.backgroundClass)}>${text.addBackground}</button>
  </form>`;
}

function progressOf(view: View): TemplateResult {
  const { session, text, format } = view;
  const { examples, arrivals: { importing } } = session;
  const reading = examples?.reading;
  return html`<div class="progress-line" aria-live="off">
    ${importing
      ? html`<div class="panel tight"><p>${importing.phase === 'storing' ? text.storing(format.integer(importing.done), format.integer(importing.total)) : text.understanding}</p>
          <progress max=${Math.max(1, importing.total)} .value=${importing.done} aria-label=${text.importProgress}></progress>
          ${session.arrivals.canCancel ? html`<div class="buttons"><button type="button" class="small" @click=${() => session.arrivals.cancel()}>${text.stop}</button></div>` : nothing}</div>`
      : reading && reading.total > 0
        ? html`<div class="panel tight" data-testid="reading"><p>${text.readingClips(format.integer(reading.done), format.integer(reading.total))}</p>
            <progress max=${Math.max(1, reading.total)} .value=${reading.done} aria-label=${text.readProgress}></progress></div>`
        : nothing}
  </div>`;
}

// ---- classes ----

function classesPanel(view: View, project: Project): TemplateResult {
  const { text, format, session, state } = view;
  const { classes } = project;
  const clips = [...project.clips.values()];
  const total = classes.reduce((sum, { lengthS }) => sum + lengthS, 0);
  const most = Math.max(1, ...classes.map((summary) => summary.clips));
  return html`<section class="panel" aria-labelledby="classes-title">
    <div class="panel-head">
      <h2 id="classes-title">${text.classesTitle(format.integer(classes.length), format.integer(clips.length))}</h2>
      <span class="caption">${total > 0 ? format.duration(total) : nothing}</span>
    </div>
    ${project.record.layout ? html`<p class="quiet" lang="en">${project.record.layout}</p>` : nothing}
    <ul class="classes" data-testid="classes">
      ${classes.map(({ label, clips: count, excluded, lengthS }) => html`<li class="class-row">
        <input class="text class-name" .value=${label} aria-label=${text.classNameOf(label)} maxlength="60" title=${text.renameHint}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            const name = input.value;
            input.value = label;
            session.edits.renameClass(label, name);
          }} />
        <span class="class-bar" aria-hidden="true" ${styleProps({ '--value': count / most })}></span>
        <span class="class-facts">${text.clipCount(count)}${lengthS > 0 ? `, ${format.duration(lengthS)}` : ''}${excluded > 0 ? `, ${text.excludedCount(excluded)}` : ''}</span>
        <span class="class-actions">
          <button type="button" class="small" aria-label=${text.recordFor(label)} ?disabled=${state.recording !== null} @click=${() => view.startRecording(label)}>${icon('record')}<span class="button-words">${text.record}</span></button>
          <button type="button" class="plain" aria-label=${state.onlyLabel === label ? text.showAllClasses : text.showOnly(label)} aria-pressed=${state.onlyLabel === label ? 'true' : 'false'}
            title=${text.showOnly(label)} @click=${() => {
              state.onlyLabel = state.onlyLabel === label ? null : label;
              state.scrollTop = 0;
              view.changed();
            }}>${icon('filter')}</button>
          <button type="button" class="plain" aria-label=${text.removeClass(label)} title=${text.removeClass(label)} @click=${() => session.edits.removeClass(label)}>${icon('close')}</button>
        </span>
        ${state.recordLabel === label ? recordingRow(view, label) : nothing}
      </li>`)}
    </ul>
    <div class="add-row">${newClass(view)}${dropZone(view, true)}
      <label class="field-inline"><span>${text.recordLength}</span>
        <select @change=${(event: Event) => {
          state.recordSeconds = Number(valueOf(event));
          view.changed();
        }}>${[1, 2, 3, 5, 10].map((s) => html`<option value=${s} .selected=${s === state.recordSeconds}>${text.seconds(format.integer(s))}</option>`)}</select></label>
    </div>
  </section>`;
}

function recordingRow(view: View, label: string): TemplateResult | typeof nothing {
  const { state, text, format } = view;
  const { recording } = state;
  if (!recording) return nothing;
  return html`<div class="recording" role="group" aria-label=${text.recordFor(label)}>
    <p class="recording-text" role="status">${recording.kind === 'prompting' ? text.allowMicrophone : recording.kind === 'counting' ? text.countdown(recording.left) : text.recordingNow}</p>
    ${recording.kind === 'recording'
      ? html`<progress max=${recording.seconds} .value=${recording.elapsedS} aria-label=${text.recordingNow}></progress>
          <span class="caption">${format.decimal(Math.max(0, recording.seconds - recording.elapsedS), 1)} s</span>`
      : nothing}
    ${levelMeter(text.level)}
    <div class="buttons">
      ${recording.kind === 'recording' ? html`<button type="button" class="small" @click=${() => view.stopRecording(true)}>${icon('stop')}${text.finish}</button>` : nothing}
      <button type="button" class="small" @click=${() => view.stopRecording(false)}>${text.cancel}</button>
    </div>
  </div>`;
}

// ---- what to know ----

function warningsPanel(view: View, project: Project): TemplateResult | typeof nothing {
  const { text, format, session } = view;
  const clips = [...project.clips.values()];
  const rates = sampleRates(clips);
  const withoutClass = clips.filter(({ label }) => label === '').length;
  const unusable = clips.filter(({ facts, excluded }) => !excluded && facts?.problem);
  const clipped = clips.filter(({ facts }) => (facts?.peak ?? 0) >= FULL_SCALE);
  const warnings = [
    ...(withoutClass > 0 ? [text.warnNoClass(withoutClass)] : []),
    ...(rates.length > 1 ? [text.warnRates(rates.map(({ rateHz, clips: count }) => `${format.hertz(rateHz)} (${format.integer(count)})`).join(', '))] : []),
    ...(clipped.length > 0 ? [text.warnClipped(clipped.length)] : []),
  ];
  // The core speaks English.
  const fromCore = [...(session.arrivals.outcome?.layout?.notes ?? []), ...session.checks];
  const { issues } = project.record;
  if (warnings.length + fromCore.length + issues.length + unusable.length === 0) return nothing;
  return html`<section class="panel" aria-labelledby="warnings-title" data-testid="warnings">
    <h2 id="warnings-title">${text.warningsTitle}</h2>
    ${warnings.length + fromCore.length > 0
      ? html`<ul class="notes">${warnings.map((warning) => html`<li>${icon('info')}<span>${warning}</span></li>`)}
          ${fromCore.map((warning) => html`<li>${icon('info')}<span lang="en">${warning}</span></li>`)}</ul>`
      : nothing}
    ${unusable.length > 0
      ? html`<details><summary>${text.unusableTitle(unusable.length)}</summary>
          <div class="table-frame" tabindex="0" role="group" aria-label=${text.unusableTitle(unusable.length)}><table class="data"><tbody>
            ${unusable.slice(0, 200).map(({ id, facts }) => html`<tr><th scope="row">${id}</th><td lang="en">${facts?.problem?.message}</td></tr>`)}
          </tbody></table></div></details>`
      : nothing}
    ${issues.length > 0
      ? html`<details data-testid="issues"><summary>${text.issuesTitle(issues.length)}</summary>
          <div class="table-frame" tabindex="0" role="group" aria-label=${text.issuesTitle(issues.length)}><table class="data">
            <thead><tr><th scope="col">${text.columns.id}</th><th scope="col">${text.reason}</th></tr></thead><tbody>
            ${issues.slice(0, 200).map(({ path, reason, detail }) => html`<tr><th scope="row">${path}</th>
              <td>${reason === 'duplicate' ? text.duplicateOf(detail) : html`${text.issueReasons[reason]} <span class="quiet" lang="en">${detail}</span>`}</td></tr>`)}
          </tbody></table></div>
          <button type="button" class="link" @click=${() => session.clearIssues()}>${text.clearIssues}</button></details>`
      : nothing}
  </section>`;
}

// ---- clips ----

function clipsPanel(view: View, project: Project): TemplateResult | typeof nothing {
  if (project.clips.size === 0) return nothing;
  const { text, state } = view;
  if (state.tableOf !== project.id) {
    // The page around it is drawn first, the table in a turn of its own.
    setTimeout(() => {
      state.tableOf = project.id;
      view.changed();
    }, 0);
    return nothing;
  }
  return html`<section class="panel" aria-labelledby="clips-title">
    <div class="panel-head"><h2 id="clips-title">${state.onlyLabel === null ? text.clipsTitle : text.clipsOf(state.onlyLabel)}</h2>
      ${state.onlyLabel === null ? nothing : html`<button type="button" class="link" @click=${() => {
        state.onlyLabel = null;
        view.changed();
      }}>${text.showAllClasses}</button>`}
    </div>
    ${selectionBar(view)}
    ${clipTable(view, project)}
  </section>`;
}

// ---- groups ----

function groupsPanel(view: View, project: Project): TemplateResult | typeof nothing {
  if (project.clips.size === 0) return nothing;
  const { text, state, format, session } = view;
  const written = state.pattern ?? project.record.groupPattern;
  const parsed = parsePattern(written);
  const preview = parsed.kind === 'ok' ? previewGroups(project.clips.values(), parsed.expression) : null;
  const grouped = new Set([...project.clips.values()].map(({ group }) => group).filter(Boolean)).size;
  return html`<section class="panel" aria-labelledby="groups-title">
    <details>
      <summary id="groups-title">${text.groupsTitle(grouped)}</summary>
      <div class="stack">
        <p class="quiet">${text.groupsText}</p>
        <form class="inline-form" @submit=${(event: Event) => {
          event.preventDefault();
          session.edits.applyPattern(written);
          state.pattern = null;
          view.changed();
        }}>
          <input class="text wide mono" aria-label=${text.groupPattern} .value=${written} placeholder="^(.+?)[-_]\\d+\\.wav$" spellcheck="false" autocomplete="off" data-testid="group-pattern"
            aria-invalid=${parsed.kind === 'bad' ? 'true' : 'false'} aria-describedby="pattern-state"
            @input=${(event: Event) => {
              state.pattern = valueOf(event);
              view.changed();
            }} />
          <button class="small" ?disabled=${parsed.kind === 'bad' || written === project.record.groupPattern}>${text.apply}</button>
        </form>
        <p id="pattern-state" class=${parsed.kind === 'bad' ? 'danger' : 'quiet'}>${parsed.kind === 'bad' ? text.patternBad : preview ? text.patternPreview(format.integer(preview.groups.length), format.integer(preview.alone)) : text.patternNone}</p>
        ${preview && preview.groups.length > 0
          ? html`<div class="table-frame" tabindex="0" role="group" aria-label=${text.groupPreview}><table class="data" data-testid="group-preview">
              <thead><tr><th scope="col">${text.group}</th><th scope="col" class="number">${text.clipsTitle}</th><th scope="col">${text.example}</th></tr></thead>
              <tbody>${preview.groups.slice(0, 100).map(({ name, clips, example }) => html`<tr><th scope="row">${name}</th><td class="number">${format.integer(clips)}</td><td>${example}</td></tr>`)}</tbody>
            </table></div>`
          : nothing}
      </div>
    </details>
  </section>`;
}
