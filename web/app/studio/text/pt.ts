import { en, type StudioText } from './en.js';

export const pt: StudioText = en;
