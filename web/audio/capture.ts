// Puts the processor that gathers the microphone's samples into a context. The npm package has its own way (package/capture.ts).
import processorUrl from './worklet/capture-processor.ts?worker&url';

export async function addCaptureProcessor(context: BaseAudioContext): Promise<void> {
  await context.audioWorklet.addModule(processorUrl);
}
