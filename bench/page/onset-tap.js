// AudioWorklet of the benchmark: notes when silence ends, and the time at which the page could first have known it.

const silenceFrames = 0.2; // seconds below the level before another onset counts

class OnsetTap extends AudioWorkletProcessor {
  constructor({ processorOptions: { level } }) {
    super();
    this.level = level;
    this.quiet = 0;
  }

  process([[channel]]) {
    if (!channel) return true;
    let peak = 0;
    for (const sample of channel) peak = Math.max(peak, Math.abs(sample));
    if (peak < this.level) {
      this.quiet += channel.length;
    } else {
      if (this.quiet > silenceFrames * sampleRate) this.port.postMessage(Date.now());
      this.quiet = 0;
    }
    return true;
  }
}

registerProcessor('onset-tap', OnsetTap);
