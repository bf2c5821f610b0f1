/** Tells a person what AWS would refuse, and what to do about it. */
import type { Refusal } from '../delivery/refusal.ts';
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';

const refusalText = ({ user_pool_id, at, error, says, next }: Refusal, width: number | null): string =>
    [
        hanging('  ', printable(at === 'userPoolId' ? user_pool_id : `${user_pool_id}, ${at}`), width),
        ...(says === null
            ? []
            : [hanging('    AWS says: ', printable(error === null ? says : `${error}: ${says}`), width)]),
        hanging('    Do:       ', printable(next), width),
    ].join('');

/** Those of a severity under a title; nothing where there are none. */
export const refusalsText = (
    all: readonly Refusal[],
    severity: Refusal['severity'],
    title: string,
    width: number | null,
): string => {
    const found = all.filter((one) => one.severity === severity);
    return found.length === 0 ? '' : `\n${title}\n${found.map((one) => refusalText(one, width)).join('')}`;
};
