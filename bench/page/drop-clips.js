// Put into the page before its own scripts, after `clipsToDrop`: drops so many clips on it, in turn one of the sounds (WAV files in
// base64), as soon as it has a model, and reports when the page is ready again: how long that took, the longest task meanwhile (0: none
// of 50 ms), and how many clips have a prediction.
(function dropClips() {
  const { count, sounds } = /** @type {{count: number, sounds: string[]}} */ (/** @type {any} */ (globalThis).clipsToDrop);

  addEventListener('DOMContentLoaded', async () => {
    await customElements.whenDefined('audio-classifier');
    const element = /** @type {any} */ (document.querySelector('audio-classifier'));
    while (element.state.kind !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10));
    const contents = sounds.map((base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    const dropped = new DataTransfer();
    for (let i = 0; i < count; i++) dropped.items.add(new File([contents[i % contents.length]], `clip ${i}.wav`, { type: 'audio/wav' }));
    await new Promise((resolve) => setTimeout(resolve, 500)); // what has been prepared is no part of it
    let done = 0;
    let longestMs = 0;
    element.addEventListener('prediction', () => { done += 1; });
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
    });
    observer.observe({ type: 'longtask' });
    const began = performance.now();
    await element.add(dropped);
    while (element.state.kind !== 'ready' || done < count) {
      if (element.state.kind === 'ready' && performance.now() - began > 60_000) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await element.updateComplete;
    const ms = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, 300)); // what the observer has seen comes later
    /** @type {any} */ (globalThis).reportDropped({ ms, longestMs, done });
  });
})();
