import { controls } from '../../../element/styles/controls.js';
import { plotStyles } from '../../../element/styles/plots.js';
import { tokens } from '../../../element/styles/tokens.js';
import { chartStyles } from './charts.js';
import { dataStyles } from './data.js';
import { choiceStyles } from './choices.js';
import { layoutStyles } from './layout.js';
import { panelStyles } from './panels.js';
import { resultStyles } from './results.js';

export const studioStyles = [tokens, controls, plotStyles, layoutStyles, panelStyles, choiceStyles, resultStyles, dataStyles, chartStyles];
