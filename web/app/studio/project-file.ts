// A whole project as one zip: project.json (records), audio/<hash>, runs/<id>.onnx and the snapshots from which runs go on.
import type { StoreClient } from '../../store/client.js';
import type { Database } from '../../store/database.js';
import { StoreError } from '../../store/errors.js';
import { PROJECT_FORMAT, type ClipRecord, type ProjectRecord, type RunRecord } from '../../store/types.js';

const MANIFEST = 'project.json';

type Manifest = {
  kind: 'earshot-project';
  format: number;
  project: ProjectRecord;
  clips: ClipRecord[];
  runs: RunRecord[];
  snapshots: Record<string, number>;
};

export function isProjectFile(file: File): boolean {
  return /\.earshot\.zip$/i.test(file.name);
}

export type FileProgress = (state: { done: number; total: number }) => void;

export async function exportProject(database: Database, store: StoreClient, project: ProjectRecord, progress: FileProgress): Promise<Blob> {
  const clips = await database.clips(project.id);
  const runs = (await database.runs(project.id)).filter(({ deleted }) => !deleted);
  const parts: { path: string; source: { kind: 'audio'; project: string; hash: string } | { kind: 'blob'; blob: Blob } }[] = [];
  const snapshots: Record<string, number> = {};
  for (const run of runs) {
    const bytes = await database.runBytes(run.id);
    if (bytes?.model) parts.push({ path: `runs/${run.id}.onnx`, source: { kind: 'blob', blob: new Blob([bytes.model as Uint8Array<ArrayBuffer>]) } });
    if (bytes?.snapshot) {
      snapshots[run.id] = bytes.snapshot.epoch;
      parts.push({ path: `runs/${run.id}.snapshot`, source: { kind: 'blob', blob: new Blob([bytes.snapshot.bytes as Uint8Array<ArrayBuffer>]) } });
    }
  }
  const manifest: Manifest = { kind: 'earshot-project', format: PROJECT_FORMAT, project, clips, runs, snapshots };
  const text = JSON.stringify(manifest, packTyped);
  parts.unshift({ path: MANIFEST, source: { kind: 'blob', blob: new Blob([text]) } });
  for (const hash of new Set(clips.map((clip) => clip.hash))) parts.push({ path: `audio/${hash}.wav`, source: { kind: 'audio', project: project.id, hash } });
  return store.request('zip', { parts }, { onProgress: progress });
}

/** Into a project of its own, whatever is there already; returns its id. Nothing is entered before everything has been read. */
export async function importProject(database: Database, store: StoreClient, file: File, progress: FileProgress): Promise<string> {
  const [entry] = await store.request('unzip', { file, paths: [MANIFEST] });
  const manifest = entry ? readManifest(entry.bytes) : null;
  if (!manifest) throw new StoreError('archive', 'This zip is not a project of Earshot’s Studio. Drop it on an open project to import its sounds.');
  if (manifest.format !== PROJECT_FORMAT) {
    throw new StoreError('archive', `This project has format ${manifest.format}, and this Earshot reads ${PROJECT_FORMAT}. Reload the page to get a newer one.`);
  }
  const id = crypto.randomUUID();
  try {
    const stored = new Set<string>();
    await store.importFiles(id, [{ path: file.name.replace(/\.earshot\.zip$/i, '.zip'), file }], {
      onProgress: ({ files, done, total }) => {
        for (const { hash } of files) stored.add(hash);
        progress({ done, total });
      },
    });
    const missing = manifest.clips.filter(({ hash }) => !stored.has(hash));
    if (missing.length > 0) throw new StoreError('archive', `${missing.length} sounds of this project are missing or damaged in the file. Export it again.`);
    await enter(database, store, file, manifest, id);
    return id;
  } catch (error) {
    await database.removeProject(id).catch(() => {});
    await store.request('drop', { project: id }).catch(() => {});
    throw error;
  }
}

async function enter(database: Database, store: StoreClient, file: File, manifest: Manifest, id: string): Promise<void> {
  const names = new Set((await database.projects()).map(({ name }) => name));
  let { name } = manifest.project;
  for (let n = 2; names.has(name); n += 1) name = `${manifest.project.name} (${n})`;
  const paths = manifest.runs.flatMap((run) => [`runs/${run.id}.onnx`, `runs/${run.id}.snapshot`]);
  const bytes = new Map((await store.request('unzip', { file, paths })).map((entry) => [entry.path, entry.bytes]));
  await database.changeClips(id, { put: manifest.clips.map((clip) => ({ ...clip, project: id })) });
  for (const run of manifest.runs) {
    const snapshot = bytes.get(`runs/${run.id}.snapshot`);
    const epoch = manifest.snapshots[run.id] ?? 0;
    // Runs get new ids too: the same file may be imported twice.
    await database.putRun({ ...run, id: crypto.randomUUID(), project: id }, {
      model: bytes.get(`runs/${run.id}.onnx`) ?? null, snapshot: snapshot ? { epoch, bytes: snapshot } : null,
    });
  }
  await database.putProject({ ...manifest.project, id, name, changedAt: Date.now(), deleted: false });
}

function readManifest(bytes: Uint8Array): Manifest | null {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes), unpackTyped) as Partial<Manifest>;
    const whole = manifest.kind === 'earshot-project' && typeof manifest.format === 'number' && typeof manifest.project?.name === 'string';
    return whole && Array.isArray(manifest.clips) && Array.isArray(manifest.runs) ? (manifest as Manifest) : null;
  } catch {
    return null;
  }
}

// Evaluations hold typed arrays and infinities, which JSON has no words for.
const ARRAYS = { Float32Array, Float64Array, Int32Array } as const;

export function packTyped(_key: string, value: unknown): unknown {
  for (const [name, Type] of Object.entries(ARRAYS)) {
    if (value instanceof Type) return { $array: name, values: Array.from(value, (number) => packTyped('', number)) };
  }
  return typeof value === 'number' && !Number.isFinite(value) ? { $number: String(value) } : value;
}

export function unpackTyped(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  if ('$array' in value && 'values' in value) {
    const Type = ARRAYS[value.$array as keyof typeof ARRAYS];
    return Type ? Type.from(value.values as number[]) : value;
  }
  return value;
}
