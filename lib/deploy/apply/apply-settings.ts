/** Sets settings of resources that the stack does not manage: read, compare, confirm, set, read again. */
import { UserError } from '../../basics/user-error.ts';
import { toError } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import type { LookupResult } from '../account/look-up-resource.ts';

/** A setting that differs from the config. */
export type SettingChange = {
    readonly resource: string;
    readonly setting: string;
    readonly before: string;
    readonly after: string;
};

/** A change, the call that makes it, and the IAM action of that call. */
export type PlannedChange = SettingChange & { readonly action: string; readonly set: () => Promise<unknown> };

export type SettingsProposal = { readonly account: string; readonly changes: readonly SettingChange[] };
export type SettingsSummary = SettingsProposal & { readonly status: 'applied' | 'unchanged' | 'declined' };

type SettingsRequest = {
    readonly account: string;
    /** Reads the account and returns what differs. */
    readonly findChanges: () => Promise<readonly PlannedChange[]>;
    readonly confirm: (proposal: SettingsProposal) => Promise<boolean>;
};

/** The value of a lookup, null if nothing exists. Throws a UserError if it could not be read. */
export const requireRead = <Value>(result: LookupResult<Value>, resource: string): Value | null => {
    if (result.kind === 'found') return result.value;
    if (result.kind === 'missing') return null;
    const hint = result.deniedAction === null ? '' : ` Allow ${result.deniedAction} to the caller of apply.`;
    throw new UserError(`Cannot read ${printable(resource)}: ${printable(result.reason)}.${hint}`);
};

const setChange = async ({ resource, setting, action, set }: PlannedChange): Promise<void> => {
    try {
        await set();
    } catch (error) {
        const { name, message } = toError(error);
        const hint = /Denied|Forbidden/.test(name) ? ` The caller needs ${action}.` : '';
        throw new UserError(
            `Cannot set the ${setting} of ${printable(resource)}: ${printable(`${name}: ${message}`)}.${hint} ` +
                'Changes before this one are made. Run apply again for the rest.',
        );
    }
};

const withoutCall = ({ resource, setting, before, after }: PlannedChange): SettingChange => ({
    resource,
    setting,
    before,
    after,
});

/** Applies the changes in their order. Throws a UserError if AWS fails to read or set one, or keeps another value. */
export const applySettings = async ({ account, findChanges, confirm }: SettingsRequest): Promise<SettingsSummary> => {
    const planned = await findChanges();
    const proposal = { account, changes: planned.map(withoutCall) };
    if (planned.length === 0) return { ...proposal, status: 'unchanged' };
    if (!(await confirm(proposal))) return { ...proposal, status: 'declined' };
    for (const change of planned) await setChange(change);
    const [left] = await findChanges();
    if (left !== undefined)
        throw new UserError(
            `AWS accepted the ${left.setting} of ${printable(left.resource)}, but returns ${printable(left.before)}. ` +
                'Run apply again to see the difference.',
        );
    return { ...proposal, status: 'applied' };
};
