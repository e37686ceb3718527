// Put into the page before its own scripts: presses the first sample clip and reports when its label is shown.
(function watchForPrediction() {
  let pressed = false;
  const look = () => {
    const root = document.querySelector('audio-classifier')?.shadowRoot;
    const sample = /** @type {HTMLButtonElement | null | undefined} */ (root?.querySelector('[data-testid="sample-0"]'));
    if (!pressed && sample && !sample.disabled) {
      pressed = true;
      sample.click();
    }
    const label = root?.querySelector('[data-testid="result-label"]')?.textContent?.trim();
    if (label) /** @type {any} */ (globalThis).reportFirstPrediction({ ms: performance.now(), label });
    else setTimeout(look, 2);
  };
  look();
})();
