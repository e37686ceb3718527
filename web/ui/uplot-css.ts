// uPlot's few rules, for a shadow root: what the page loads as a style sheet does not reach in there.
import css from 'uplot/dist/uPlot.min.css?inline';

export const uplotCss: string = css;
