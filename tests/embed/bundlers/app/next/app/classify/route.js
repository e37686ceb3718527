// On the server: the engine in Node.
import { readFile } from 'node:fs/promises';
import { Classifier } from 'earshot';

export const dynamic = 'force-dynamic';

export async function GET() {
  const classifier = await Classifier.load(await readFile('public/model.onnx'));
  const { predictions } = await classifier.classify(new Blob([await readFile('public/clip.wav')]));
  classifier.dispose();
  return Response.json({ label: predictions[0].label });
}
