/** The command `apply`: sets what the stack does not manage: the delivery of a pool, or what an earlier stack left. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { applyDelivery, type DeliveryProposal } from '../lib/deploy/apply/apply-delivery.ts';
import { statusText, proposalText } from '../lib/deploy/apply/apply-text.ts';
import { UserError } from '../lib/basics/user-error.ts';
import type { LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { stackNames } from '../lib/deploy/config/stack-names.ts';
import type { LogConfiguration } from '../lib/deploy/delivery/log-configuration.ts';
import { locateStack, deliveryRequestOf } from '../lib/deploy/plan/plan.ts';
import { buildRequest } from '../lib/deploy/plan/read-request.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';
import { USER_POOL_ID } from '../schemas/stored-row.ts';
import { confirmApply, readOwnConfig, runBuckets, runLogGroups, showOnce } from './apply-settings.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

const { stdout } = process;

type ApplyCommandOptions = {
    readonly pool?: string;
    readonly bucket: boolean;
    readonly logGroups: boolean;
    readonly activity?: string;
    readonly notification?: string;
    readonly stage: string;
    readonly yes: boolean;
    readonly json: boolean;
};

/** The options for the delivery of a pool. */
type DeliveryOptions = ApplyCommandOptions & { readonly pool: string };

const EXAMPLES = `
Without ARNs, sets the log delivery that the config has for the pool. With ARNs, needs no config. Reads the current
delivery, shows the difference, asks for confirmation, sets it and verifies it. Sources that you do not pass keep their
delivery. Exits with 1 if AWS would reject the delivery, or if you do not confirm.

With --bucket, sets retention, encryption, versions and policy of the buckets as the config has them; the stack does not
manage an existing bucket. Other rules and statements of a bucket stay.

With --log-groups, creates the export log groups that existingExportLogGroups says exist, if one is missing, and sets
their retention and the policy that lets AWS write to them.

Examples:
  $ ${commandName()} apply --pool us-west-2_EXAMPLE4
  $ ${commandName()} apply --pool us-west-2_EXAMPLE \\
      --activity arn:aws:firehose:us-west-2:123456789012:deliverystream/mine
  $ ${commandName()} apply --pool us-west-2_EXAMPLE4 --stage prod --yes --json
  $ ${commandName()} apply --bucket
  $ ${commandName()} apply --log-groups
`;

const sourcesFromConfig = (
    config: LakeConfig | null,
    { pool: id, stage }: DeliveryOptions,
): ((account: string) => readonly LogConfiguration[]) => {
    const pool = config?.pools.find((each) => each.id === id);
    if (config === null || pool === undefined) {
        const reason =
            config === null ? 'lake.config.yml does not exist.' : `The config does not list the pool ${printable(id)}.`;
        throw new UserError(
            `${reason} Pass the destination of its logs: --activity ARN, --notification ARN or both.`,
            2,
        );
    }
    if (pool.userActivity === 'none' && pool.userNotification === 'none')
        throw new UserError(`The config exports nothing from ${id}. There is nothing to set.`);
    return (account) => {
        const location = locateStack(config, stage, account);
        return deliveryRequestOf(pool, stackNames(config, location), location).LogConfigurations;
    };
};

const sourcesFromOptions = (options: DeliveryOptions): ((account: string) => readonly LogConfiguration[]) => {
    const { pool: id, activity, notification } = options;
    const config = readOwnConfig();
    if (activity === undefined && notification === undefined) return sourcesFromConfig(config, options);
    if (config?.pools.some((each) => each.id === id && each.managed) === true) {
        throw new UserError(
            `The stack manages the log delivery of ${id}. Change the config and deploy, ` +
                'or pass no ARNs to reset the delivery to the config.',
        );
    }
    const { LogConfigurations } = buildRequest(
        id,
        activity === undefined ? [] : [activity],
        notification === undefined ? [] : [notification],
    );
    return () => LogConfigurations;
};

const runDelivery = async (options: DeliveryOptions): Promise<void> => {
    if (!USER_POOL_ID.test(options.pool))
        throw new UserError(
            `--pool must be the id of a user pool, such as us-west-2_aB3dE5gH7, not ${JSON.stringify(options.pool)}`,
            2,
        );
    const show = showOnce<DeliveryProposal>(proposalText, options.json);
    const summary = await applyDelivery({
        pool: options.pool,
        configurationsFor: sourcesFromOptions(options),
        confirm: async (proposal) => {
            await show(proposal);
            return options.yes || confirmApply();
        },
    });
    if (!options.json) await show(summary);
    await writeOut(Readable.from([options.json ? `${printableJson(summary)}\n` : statusText(summary)]), stdout);
    if (summary.status === 'invalid' || summary.status === 'declined') process.exitCode = 1;
};

const run = async (options: ApplyCommandOptions): Promise<void> => {
    const { pool, bucket, logGroups, activity, notification } = options;
    if ([bucket, logGroups, pool !== undefined].filter(Boolean).length !== 1)
        throw new UserError('apply needs one of --pool ID, --bucket and --log-groups.', 2);
    if (pool !== undefined) return runDelivery({ ...options, pool });
    if (activity !== undefined || notification !== undefined)
        throw new UserError('--activity and --notification need --pool ID.', 2);
    return bucket ? runBuckets(options) : runLogGroups(options);
};

/** The options and the action of the command. */
export const configureApply = (command: Command): void => {
    command
        .usage('--pool ID | --bucket | --log-groups [options]')
        .option('--pool <id>', 'user pool')
        .option('--bucket', 'the buckets, also those of an earlier deployment', false)
        .option('--log-groups', 'the export log groups of an earlier deployment', false)
        .option('--activity <arn>', 'ARN that user activity will go to (default: from the config)')
        .option('--notification <arn>', 'ARN that user notifications will go to (default: from the config)')
        .option('--stage <stage>', 'stage of the stack', 'dev')
        .option('--yes', 'do not ask for confirmation', false)
        .option('--json', 'print JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
