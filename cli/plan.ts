/** The command `plan`: shows what the config deploys and what AWS would reject, without an account. */
import { Readable } from 'node:stream';
import { Option, type Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import type { AccountFacts } from '../lib/deploy/delivery/delivery-problem.ts';
import { hasDeliveryErrors, planRequest, planConfig, type DeploymentPlan } from '../lib/deploy/plan/plan.ts';
import { planText } from '../lib/deploy/plan/plan-text.ts';
import { readRequest, buildRequest } from '../lib/deploy/plan/read-request.ts';
import { tableInput } from '../lib/deploy/plan/table-input.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type PlanCommandOptions = {
    readonly config?: string;
    readonly stage: string;
    readonly account?: string;
    readonly pool?: string;
    readonly activity?: readonly string[];
    readonly notification?: readonly string[];
    readonly request?: string;
    readonly tier?: string;
    readonly threatProtection?: string;
    readonly resourcePolicies?: string;
    readonly encryptedLogGroup: boolean;
    readonly tableInput?: string;
    readonly json: boolean;
};

const EXAMPLES = `
Reads lake.config.yml, or the file of --config or LAKE_CONFIG, or checks a single request. If there is no
lake.config.yml, it shows the plan of the example config. Exits with 1 if AWS would reject any log delivery.

Examples:
  $ ${commandName()} plan
  $ ${commandName()} plan --stage prod --account 123456789012 --tier PLUS --json
  $ ${commandName()} plan --pool us-west-2_EXAMPLE \\
      --activity arn:aws:firehose:us-west-2:123456789012:deliverystream/mine
  $ ${commandName()} plan --pool us-west-2_EXAMPLE --json \\
      --notification arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine
  $ aws cognito-idp get-log-delivery-configuration --user-pool-id us-west-2_EXAMPLE |
      ${commandName()} plan --request -
`;

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

/** A parser for an option whose value must match a pattern. */
const patternParser =
    (pattern: RegExp, expected: string) =>
    (text: string): string => {
        if (pattern.test(text)) return text;
        throw new UserError(`${JSON.stringify(text)} is not ${expected}`, 2);
    };

const parseAccountId = patternParser(/^\d{12}$/, 'an account id. It has twelve digits.');
const parsePolicyCount = patternParser(/^\d{1,4}$/, 'a number of resource policies. Use 0 to 9999.');

const accountFactsOf = ({
    account,
    tier,
    threatProtection,
    resourcePolicies,
    encryptedLogGroup,
}: PlanCommandOptions): AccountFacts => ({
    account: account ?? null,
    tier: tier ?? null,
    threatProtection: threatProtection ?? null,
    isLogGroupEncrypted: encryptedLogGroup || null,
    hasLogGroupPolicy: null,
    resourcePolicies: resourcePolicies === undefined ? null : Number(resourcePolicies),
});

const rejectConflictingOptions = (options: PlanCommandOptions): void => {
    const { pool, activity = [], notification = [], request, config } = options;
    const targets = activity.length + notification.length;
    if (config !== undefined && (request !== undefined || pool !== undefined))
        throw new UserError('Cannot combine --config with --request or --pool, which need no config.', 2);
    if (request !== undefined && (pool !== undefined || targets > 0))
        throw new UserError('Cannot combine --request with --pool, --activity or --notification.', 2);
    if (pool === undefined && targets > 0) throw new UserError('--activity and --notification need --pool ID.', 2);
    if (pool !== undefined && targets === 0)
        throw new UserError('--pool needs the destination of the logs: --activity ARN, --notification ARN or both.', 2);
};

const makePlan = (options: PlanCommandOptions): DeploymentPlan => {
    rejectConflictingOptions(options);
    const facts = accountFactsOf(options);
    if (options.request !== undefined) return planRequest(readRequest(options.request), facts);
    if (options.pool !== undefined)
        return planRequest(buildRequest(options.pool, options.activity ?? [], options.notification ?? []), facts);
    const file = findConfig(options.config);
    return planConfig(readConfig(file), { file: file.path, isExample: file.isExample, stage: options.stage }, facts);
};

const run = async (options: PlanCommandOptions): Promise<void> => {
    if (options.tableInput !== undefined) {
        const input = tableInput(options.tableInput, readConfig(findConfig(options.config)), options);
        await writeOut(Readable.from([input]), process.stdout);
        return;
    }
    const plan = makePlan(options);
    const text = options.json
        ? Readable.from([`${printableJson(plan)}\n`])
        : planText(plan, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(text, process.stdout);
    if (hasDeliveryErrors(plan)) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configurePlan = (command: Command): void => {
    command
        .option('--config <file>', 'config file (default: lake.config.yml)')
        .option('--stage <stage>', 'stage of the stack', 'dev')
        .addOption(new Option('--account <id>', 'account of the stack').argParser(parseAccountId))
        .option('--pool <id>', 'check a single pool, without the config')
        .addOption(
            new Option('--activity <arn>', 'with --pool: ARN that user activity would go to; repeatable').argParser(
                collect,
            ),
        )
        .addOption(
            new Option(
                '--notification <arn>',
                'with --pool: ARN that user notifications would go to; repeatable',
            ).argParser(collect),
        )
        .option('--request <file>', 'check the JSON input of SetLogDeliveryConfiguration; - is standard input')
        .addOption(new Option('--tier <plan>', 'feature plan of the pools').choices(['LITE', 'ESSENTIALS', 'PLUS']))
        .addOption(
            new Option('--threat-protection <mode>', 'threat protection of the pools').choices([
                'OFF',
                'AUDIT',
                'ENFORCED',
            ]),
        )
        .addOption(
            new Option(
                '--resource-policies <count>',
                'number of CloudWatch Logs resource policies that the account already has in the region',
            ).argParser(parsePolicyCount),
        )
        .option('--encrypted-log-group', 'the log group that the logs would go to is encrypted with a KMS key', false)
        .option('--table-input <name>', 'only print the JSON to pass to `aws glue update-table` for this table or view')
        .option('--json', 'print JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
