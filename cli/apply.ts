/** The command `apply`: sets the log delivery of a pool that the stack does not own. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { apply, type Proposal } from '../lib/deploy/apply/apply.ts';
import { endingText, proposalText } from '../lib/deploy/apply/apply-text.ts';
import { Complaint } from '../lib/basics/complaint.ts';
import type { LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { stackNames } from '../lib/deploy/config/stack-names.ts';
import type { LogConfiguration } from '../lib/deploy/delivery/log-configuration.ts';
import { placeOfStack, requestOf } from '../lib/deploy/plan/plan.ts';
import { requestFor } from '../lib/deploy/plan/read-request.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { printable } from '../lib/terminal/printable.ts';
import { USER_POOL_ID } from '../schemas/stored-row.ts';

const { stdin, stdout, stderr } = process;

type Given = {
    readonly pool: string;
    readonly activity?: string;
    readonly notification?: string;
    readonly stage: string;
    readonly yes: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
Without ARNs it is the delivery that the settings give the pool, to the parts of the stack; with them no settings are needed.
Reads what is set, shows the difference, asks (--yes does not), sets it and reads it back. A source that is not asked about
stays as it is. Exits with 1 when AWS would refuse, or when nobody said yes.

Examples:
  $ npm run -s lake -- apply --pool us-west-2_EXAMPLE4
  $ npm run -s lake -- apply --pool us-west-2_EXAMPLE --activity arn:aws:firehose:us-west-2:123456789012:deliverystream/mine
  $ npm run -s lake -- apply --pool us-west-2_EXAMPLE4 --stage prod --yes --json
`;

const width = (): number | null => (stdout.isTTY ? stdout.columns : null);

/** The settings, where there are any of one's own. */
const settings = (): LakeConfig | null => {
    const file = findConfig();
    return file.isExample ? null : readConfig(file);
};

const ofSettings = (
    config: LakeConfig | null,
    { pool: id, stage }: Given,
): ((account: string) => readonly LogConfiguration[]) => {
    const pool = config?.pools.find((each) => each.id === id);
    if (config === null || pool === undefined) {
        throw new Complaint(
            `${config === null ? 'There is no lake.config.yml' : `The settings have no pool ${printable(id)}`}: say where its logs go with --activity ARN, --notification ARN or both.`,
            2,
        );
    }
    if (pool.userActivity === 'none' && pool.userNotification === 'none')
        throw new Complaint(`The settings send nothing of ${id} anywhere: there is nothing to set.`);
    return (account) => {
        const place = placeOfStack(config, stage, account);
        return requestOf(pool, stackNames(config, place), place).LogConfigurations;
    };
};

const sourcesOf = (given: Given): ((account: string) => readonly LogConfiguration[]) => {
    const { pool: id, activity, notification } = given;
    const config = settings();
    if (activity === undefined && notification === undefined) return ofSettings(config, given);
    if (config?.pools.some((each) => each.id === id && each.ours) === true) {
        throw new Complaint(
            `The stack owns the delivery of ${id}: change the settings and deploy, or give no ARNs, to put back what the settings say.`,
        );
    }
    const { LogConfigurations } = requestFor(
        id,
        activity === undefined ? [] : [activity],
        notification === undefined ? [] : [notification],
    );
    return () => LogConfigurations;
};

/** On a terminal; the question goes to standard error, so that --json stays JSON. */
const asked = async (): Promise<boolean> => {
    if (!stdin.isTTY || !stderr.isTTY)
        throw new Complaint('apply asks before it changes anything, and here is no terminal: give --yes.');
    return confirm('Set it?');
};

const run = async (given: Given): Promise<void> => {
    if (!USER_POOL_ID.test(given.pool))
        throw new Complaint(
            `--pool is the id of a user pool, such as us-west-2_aB3dE5gH7, not ${JSON.stringify(given.pool)}`,
            2,
        );
    let isShown = false;
    const show = async (proposal: Proposal): Promise<void> => {
        if (!isShown) await writeOut(Readable.from([proposalText(proposal, width())]), given.json ? stderr : stdout);
        isShown = true;
    };
    const outcome = await apply({
        pool: given.pool,
        sources: sourcesOf(given),
        confirm: async (proposal) => {
            await show(proposal);
            return given.yes || asked();
        },
    });
    if (!given.json) await show(outcome);
    await writeOut(Readable.from([given.json ? `${printableJson(outcome)}\n` : endingText(outcome)]), stdout);
    if (outcome.ending === 'refused' || outcome.ending === 'declined') process.exitCode = 1;
};

/** Adds the command. */
export const addApply = (program: Command): void => {
    program
        .command('apply')
        .description(
            'set the log delivery of a pool that the stack does not own: shows the difference, asks, sets, reads back',
        )
        .requiredOption('--pool <id>', 'the pool')
        .option('--activity <arn>', 'where its user activity goes; else what the settings say')
        .option('--notification <arn>', 'where its user notifications go; else what the settings say')
        .option('--stage <stage>', 'the stage of the stack', 'dev')
        .option('--yes', 'do not ask', false)
        .option('--json', 'as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
