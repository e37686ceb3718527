import { controls } from './controls.js';
import { intakeStyles } from './intake.js';
import { liveStyles } from './live.js';
import { plotStyles } from './plots.js';
import { resultStyles } from './results.js';
import { tokens } from './tokens.js';

export const styles = [tokens, controls, intakeStyles, resultStyles, plotStyles, liveStyles];
