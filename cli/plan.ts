/** The command `plan`: what the settings come to and what AWS would refuse, without an account. */
import { Readable } from 'node:stream';
import { Option, type Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import type { Known } from '../lib/deploy/delivery/refusal.ts';
import { isRefused, planRequest, planSettings, type Plan } from '../lib/deploy/plan/plan.ts';
import { planText } from '../lib/deploy/plan/plan-text.ts';
import { readRequest, requestFor } from '../lib/deploy/plan/read-request.ts';
import { tableInput } from '../lib/deploy/plan/table-input.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';

type Given = {
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
Reads lake.config.yml (LAKE_CONFIG names another; the example, where there is none), or checks one request by itself.
Exits with 1 when AWS would refuse any of it.

Examples:
  $ npm run -s lake -- plan
  $ npm run -s lake -- plan --stage prod --account 123456789012 --tier PLUS --json
  $ npm run -s lake -- plan --pool us-west-2_EXAMPLE --activity arn:aws:firehose:us-west-2:123456789012:deliverystream/mine
  $ npm run -s lake -- plan --pool us-west-2_EXAMPLE --notification arn:aws:logs:us-west-2:123456789012:log-group:/aws/vendedlogs/mine --json
  $ aws cognito-idp get-log-delivery-configuration --user-pool-id us-west-2_EXAMPLE | npm run -s lake -- plan --request -
`;

const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

/** What an option may hold, and what is said of anything else. */
const checked =
    (pattern: RegExp, what: string) =>
    (text: string): string => {
        if (pattern.test(text)) return text;
        throw new Complaint(`${JSON.stringify(text)} is not ${what}`, 2);
    };

const accountId = checked(/^\d{12}$/, 'an account: its id has twelve digits');
const count = checked(/^\d{1,4}$/, 'a number of resource policies');

const knownFrom = ({ account, tier, threatProtection, resourcePolicies, encryptedLogGroup }: Given): Known => ({
    account: account ?? null,
    tier: tier ?? null,
    threatProtection: threatProtection ?? null,
    isLogGroupEncrypted: encryptedLogGroup || null,
    resourcePolicies: resourcePolicies === undefined ? null : Number(resourcePolicies),
});

const refuseMixed = ({ pool, activity = [], notification = [], request }: Given): void => {
    const places = activity.length + notification.length;
    if (request !== undefined && (pool !== undefined || places > 0))
        throw new Complaint('Give --request, or --pool with its ARNs, not both.', 2);
    if (pool === undefined && places > 0)
        throw new Complaint('--activity and --notification are of a pool: name it with --pool ID.', 2);
    if (pool !== undefined && places === 0)
        throw new Complaint('Say where the logs of the pool go: --activity ARN, --notification ARN or both.', 2);
};

const planOf = (given: Given): Plan => {
    refuseMixed(given);
    const known = knownFrom(given);
    if (given.request !== undefined) return planRequest(readRequest(given.request), known);
    if (given.pool !== undefined)
        return planRequest(requestFor(given.pool, given.activity ?? [], given.notification ?? []), known);
    const file = findConfig();
    return planSettings(readConfig(file), { file: file.path, isExample: file.isExample, stage: given.stage }, known);
};

const run = async (given: Given): Promise<void> => {
    if (given.tableInput !== undefined) {
        await writeOut(Readable.from([tableInput(given.tableInput, readConfig(findConfig()), given)]), process.stdout);
        return;
    }
    const plan = planOf(given);
    const text = given.json
        ? Readable.from([`${printableJson(plan)}\n`])
        : planText(plan, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(text, process.stdout);
    if (isRefused(plan)) process.exitCode = 1;
};

/** Adds the command. */
export const addPlan = (program: Command): void => {
    program
        .command('plan')
        .description('what will be set up, what AWS would refuse, what each caller must be allowed; no account needed')
        .option('--stage <stage>', 'the stage of the stack', 'dev')
        .addOption(new Option('--account <id>', 'the account that it will be in').argParser(accountId))
        .option('--pool <id>', 'check this pool by itself, without a file of settings')
        .addOption(new Option('--activity <arn>', 'where its user activity goes').argParser(collect))
        .addOption(new Option('--notification <arn>', 'where its user notifications go').argParser(collect))
        .option('--request <file>', 'check the input of SetLogDeliveryConfiguration, as JSON; - is standard input')
        .addOption(new Option('--tier <plan>', 'the feature plan of the pools').choices(['LITE', 'ESSENTIALS', 'PLUS']))
        .addOption(new Option('--threat-protection <mode>', 'that of the pools').choices(['OFF', 'AUDIT', 'ENFORCED']))
        .addOption(
            new Option('--resource-policies <count>', 'how many CloudWatch Logs has in the region').argParser(count),
        )
        .option('--encrypted-log-group', 'the log group has a key of KMS', false)
        .option(
            '--table-input <name>',
            'show instead what Glue is told of a table or view of the stack, as aws glue update-table takes it',
        )
        .option('--json', 'as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
