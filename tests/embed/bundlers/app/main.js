import 'earshot/element';
import { report, use } from './use.js';

report(use());
