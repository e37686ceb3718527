// audio/capture.ts for the npm package: the worklet's file, else its text.
import { withScript } from './blob-script.js';

export async function addCaptureProcessor(context: BaseAudioContext): Promise<void> {
  try {
    // Not inlined, because a policy that allows the file may not allow a data URL.
    await context.audioWorklet.addModule(new URL('./worklet.js?no-inline', import.meta.url).href);
  } catch {
    const { default: text } = await import('earshot:worklet-text');
    await withScript(text, (url) => context.audioWorklet.addModule(url));
  }
}
