// What can be done to the clips and classes of a project; each is one step that can be undone.
import type { ClipRecord } from '../../store/types.js';
import type { Desk } from './desk.js';
import { groupOf, parsePattern } from './labels.js';

export class ClipEdits {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  addClass(name: string): void {
    const label = name.trim();
    const project = this.#desk.project();
    if (!project || label === '' || project.classes.some((known) => known.label === label)) return;
    project.edit(this.#desk.text().stepAddClass(label), { emptyLabels: [...project.record.emptyLabels, label] });
  }

  /** Onto a name that is there already: the two become one. */
  renameClass(from: string, to: string): void {
    const project = this.#desk.project();
    const label = to.trim();
    if (!project || label === '' || label === from) return;
    const put = [...project.clips.values()].filter((clip) => clip.label === from).map((clip) => ({ ...clip, label }));
    const merged = project.classes.some((known) => known.label === label);
    const emptyLabels = project.record.emptyLabels.filter((name) => name !== from);
    if (put.length === 0 && !merged) emptyLabels.push(label);
    project.edit(merged ? this.#desk.text().stepMerge(from, label) : this.#desk.text().stepRename(from, label), { put, emptyLabels });
  }

  removeClass(label: string): void {
    const project = this.#desk.project();
    if (!project) return;
    const remove = [...project.clips.values()].filter((clip) => clip.label === label).map(({ id }) => id);
    project.edit(this.#desk.text().stepRemoveClass(label), { remove, emptyLabels: project.record.emptyLabels.filter((name) => name !== label) });
    this.#desk.offerUndo(this.#desk.text().removed(remove.length));
  }

  moveClips(ids: Iterable<string>, label: string): void {
    this.#editClips(ids, (clip) => (clip.label === label ? null : { ...clip, label }), (count) => this.#desk.text().stepMove(count, label));
  }

  excludeClips(ids: Iterable<string>, excluded: boolean): void {
    this.#editClips(ids, (clip) => (clip.excluded === excluded ? null : { ...clip, excluded }),
      (count) => (excluded ? this.#desk.text().stepExclude(count) : this.#desk.text().stepInclude(count)));
  }

  removeClips(ids: Iterable<string>): void {
    const project = this.#desk.project();
    const remove = [...ids].filter((id) => project?.clips.has(id));
    if (!project || remove.length === 0) return;
    project.edit(this.#desk.text().stepRemove(remove.length), { remove });
    this.#desk.offerUndo(this.#desk.text().removed(remove.length));
  }

  /** '' takes the groups away. */
  applyPattern(pattern: string): void {
    const project = this.#desk.project();
    const parsed = parsePattern(pattern);
    if (!project || parsed.kind === 'bad') return;
    const put = [...project.clips.values()].flatMap((clip) => {
      const group = parsed.kind === 'ok' ? groupOf(clip.id, parsed.expression) : '';
      return group === clip.group ? [] : [{ ...clip, group }];
    });
    project.update({ groupPattern: pattern });
    project.edit(this.#desk.text().stepGroup, { put });
  }

  #editClips(ids: Iterable<string>, change: (clip: ClipRecord) => ClipRecord | null, title: (count: number) => string): void {
    const project = this.#desk.project();
    if (!project) return;
    const put = [...ids].flatMap((id) => {
      const clip = project.clips.get(id);
      const changed = clip ? change(clip) : null;
      return changed ? [changed] : [];
    });
    if (put.length > 0) project.edit(title(put.length), { put });
  }
}
