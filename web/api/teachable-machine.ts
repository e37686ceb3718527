// Audio projects exported from Teachable Machine, as model files of Earshot's.
//
//   const bytes = await importTeachableMachine(input.files);   // model.json, metadata.json, weights.bin, or their zip
//   const classifier = await Classifier.load(bytes);
import { checkSignal, describe, invalidArgument } from './check.js';
import { connectTraining } from './training-connection.js';
import type { CoreOptions } from './types.js';

/** The files in any order; others among them are passed over. The training module is downloaded for it. */
export async function importTeachableMachine(
  files: Iterable<File>,
  options: CoreOptions & { signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  checkSignal(options.signal);
  const named = [...files].map((file) => {
    if (!(file instanceof Blob)) throw invalidArgument(`files must be File objects; one is ${describe(file)}.`);
    return { name: file.name, blob: file as Blob };
  });
  const client = connectTraining(options);
  try {
    return await client.request('training-teachable-machine', { files: named }, { signal: options.signal });
  } finally {
    client.dispose();
  }
}
