/** The parts of `apply` that all its forms share, and the form for what an earlier stack left. */
import { Readable } from 'node:stream';
import { bucketCalls } from '../lib/deploy/account/bucket-calls.ts';
import { bucketSetters } from '../lib/deploy/account/bucket-setters.ts';
import { findBucketChanges } from '../lib/deploy/apply/bucket-changes.ts';
import { bucketPlans } from '../lib/deploy/buckets/bucket-plans.ts';
import { getCallerIdentity } from '../lib/deploy/account/get-caller-identity.ts';
import { logCalls } from '../lib/deploy/account/log-calls.ts';
import { applySettings, type PlannedChange } from '../lib/deploy/apply/apply-settings.ts';
import { settingsStatusText, settingsText } from '../lib/deploy/apply/apply-text.ts';
import { findLogGroupChanges } from '../lib/deploy/apply/log-group-changes.ts';
import { UserError } from '../lib/basics/user-error.ts';
import { regionOf, type LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import type { StackLocation } from '../lib/deploy/config/stack-names.ts';
import { locateStack } from '../lib/deploy/plan/plan.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';

const { stdin, stdout, stderr } = process;

export type SettingsOptions = { readonly stage: string; readonly yes: boolean; readonly json: boolean };

const terminalWidth = (): number | null => (stdout.isTTY ? stdout.columns : null);

/** The config, or null if only the example exists. */
export const readOwnConfig = (): LakeConfig | null => {
    const file = findConfig();
    return file.isExample ? null : readConfig(file);
};

/** Prompts on standard error, so that the output of --json stays JSON. */
export const confirmApply = async (): Promise<boolean> => {
    if (!stdin.isTTY || !stderr.isTTY)
        throw new UserError('apply asks for confirmation, but this is not a terminal. Pass --yes to confirm.');
    return confirm('Set it?');
};

/** A function that shows a proposal once, and never on the standard output of --json. */
export const showOnce = <Proposal>(
    toText: (proposal: Proposal, width: number | null) => string,
    isJson: boolean,
): ((proposal: Proposal) => Promise<void>) => {
    let isShown = false;
    return async (proposal) => {
        if (!isShown) await writeOut(Readable.from([toText(proposal, terminalWidth())]), isJson ? stderr : stdout);
        isShown = true;
    };
};

/** The config, and the location of its stack in the account of the credentials. */
const locateOwnStack = async (stage: string): Promise<{ config: LakeConfig; location: StackLocation }> => {
    const config = readOwnConfig();
    if (config === null) throw new UserError('lake.config.yml does not exist.', 2);
    const { account } = await getCallerIdentity({ region: regionOf(config) });
    return { config, location: locateStack(config, stage, account) };
};

const runSettings = async (
    { yes, json }: SettingsOptions,
    account: string,
    findChanges: () => Promise<readonly PlannedChange[]>,
): Promise<void> => {
    const show = showOnce(settingsText, json);
    const summary = await applySettings({
        account,
        findChanges,
        confirm: async (proposal) => {
            await show(proposal);
            return yes || confirmApply();
        },
    });
    if (!json && summary.changes.length > 0) await show(summary);
    await writeOut(Readable.from([json ? `${printableJson(summary)}\n` : settingsStatusText(summary)]), stdout);
    if (summary.status === 'declined') process.exitCode = 1;
};

export const runBuckets = async (options: SettingsOptions): Promise<void> => {
    const { config, location } = await locateOwnStack(options.stage);
    const [calls, setters] = await Promise.all([
        bucketCalls({ region: location.region }),
        bucketSetters({ region: location.region }),
    ]);
    const plans = bucketPlans(config, location);
    await runSettings(options, location.account, async () => findBucketChanges(calls, setters, plans));
};

export const runLogGroups = async (options: SettingsOptions): Promise<void> => {
    const { config, location } = await locateOwnStack(options.stage);
    if (config.existingExportLogGroups !== true)
        throw new UserError(
            'The stack manages the export log groups: deploy it. Or set existingExportLogGroups: true.',
        );
    const calls = await logCalls({ region: location.region });
    await runSettings(options, location.account, async () => findLogGroupChanges(calls, config, location));
};
