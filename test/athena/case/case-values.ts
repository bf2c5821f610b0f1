/** The parameters of a case as the command line gives them. */
import type { Values } from '../../../lib/query/render.ts';
import type { Case } from './given-case.ts';

export const caseValues = ({ parameters }: Pick<Case, 'parameters'>): Values =>
    new Map(
        Object.entries(parameters).map(([name, value]) => [name, typeof value === 'object' ? value : [String(value)]]),
    );
