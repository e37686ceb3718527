// From files to clips of the project: stored by the store's worker, understood by the core, entered as one step that can be undone.
import { turn } from '../../base/turn.js';
import type { Layout, TrainerApi } from '../../api/training-types.js';
import type { StoreClient } from '../../store/client.js';
import type { StoredFile } from '../../store/protocol.js';
import type { ClipOrigin, ClipRecord, ImportIssue } from '../../store/types.js';
import { naturalKey } from './clip-rows.js';
import type { PickedFile } from './files.js';
import { freePath, groupOf, parsePattern } from './labels.js';
import type { Project } from './project.js';

export type ImportState = { done: number; total: number; phase: 'storing' | 'understanding' };

export type ImportOutcome = { added: number; duplicates: number; unreadable: number; ignored: number; withoutClass: number; layout: Layout | null };

export type IntakeOptions = {
  /** The class of all of them, whatever the folders say. */
  label?: string;
  origin?: ClipOrigin;
  signal?: AbortSignal;
  onProgress?: (state: ImportState) => void;
  /** Title of the step for undo. */
  title: (count: number) => string;
};

export async function importClips(
  project: Project,
  store: StoreClient,
  trainer: () => Promise<TrainerApi>,
  files: readonly PickedFile[],
  { label, origin = 'file', signal, onProgress, title }: IntakeOptions,
): Promise<ImportOutcome> {
  const stored: StoredFile[] = [];
  const issues: ImportIssue[] = [];
  const collect = (batch: { files: StoredFile[]; issues: ImportIssue[]; done: number; total: number }): void => {
    stored.push(...batch.files);
    issues.push(...batch.issues);
    onProgress?.({ done: batch.done, total: batch.total, phase: 'storing' });
  };
  let failure: unknown = null;
  const result = await store.importFiles(project.id, files, { onProgress: collect, ...(signal ? { signal } : {}) })
    // A full disk: what was stored before it is entered all the same.
    .catch((error: unknown) => {
      failure = error;
      return { csvs: [], ignored: 0 };
    });
  onProgress?.({ done: stored.length, total: stored.length, phase: 'understanding' });
  stored.sort((a, b) => a.order - b.order);
  const fresh = withoutCopies(project, stored, issues);
  const layout = label === undefined && fresh.length > 0
    ? await (await trainer()).layout({ paths: fresh.map(({ path }) => path), csvs: result.csvs })
    : null;
  await turn();
  const clips = toRecords(project, fresh, layout, label ?? '', origin);
  await turn();
  for (const { id } of clips) naturalKey(id);
  await turn();
  project.addIssues(issues);
  if (clips.length > 0) {
    if (layout && layout.clips.length > 0) project.update({ layout: layout.description });
    const labels = new Set(clips.map((clip) => clip.label));
    project.edit(title(clips.length), { put: clips, emptyLabels: project.record.emptyLabels.filter((name) => !labels.has(name)) });
  }
  if (failure !== null) throw failure;
  return {
    added: clips.length,
    duplicates: issues.filter(({ reason }) => reason === 'duplicate').length,
    unreadable: issues.filter(({ reason }) => reason === 'unreadable').length,
    ignored: result.ignored,
    withoutClass: clips.filter((clip) => clip.label === '').length,
    layout,
  };
}

/** Files that the project does not have yet; copies become issues that name the original. */
function withoutCopies(project: Project, stored: readonly StoredFile[], issues: ImportIssue[]): StoredFile[] {
  const originals = new Map<string, string>();
  for (const { hash, id } of project.clips.values()) originals.set(hash, id);
  return stored.filter(({ path, hash }) => {
    const original = originals.get(hash);
    if (original !== undefined) {
      issues.push({ path, reason: 'duplicate', detail: original });
      return false;
    }
    originals.set(hash, path);
    return true;
  });
}

function toRecords(project: Project, files: readonly StoredFile[], layout: Layout | null, label: string, origin: ClipOrigin): ClipRecord[] {
  const known = new Map((layout?.clips ?? []).map((clip) => [clip.path, clip]));
  const taken = new Set<string>();
  const pattern = parsePattern(project.record.groupPattern);
  const addedAt = Date.now();
  return files.map(({ path, hash, size }) => {
    const id = freePath(label === '' || path.includes('/') ? path : `${label}/${path}`, (candidate) => project.clips.has(candidate) || taken.has(candidate));
    taken.add(id);
    const found = known.get(path);
    return {
      project: project.id, id, hash, size, origin, addedAt, excluded: false, facts: null,
      label: found?.label ?? label,
      group: pattern.kind === 'ok' ? groupOf(id, pattern.expression) : (found?.group ?? ''),
      fold: found?.fold ?? '',
    };
  });
}
