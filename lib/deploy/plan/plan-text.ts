/** Tells a plan to a person. */
import { table } from '../../query/format/table.ts';
import type { Permission } from '../account/permissions.ts';
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';
import { ANY_ACCOUNT, isRefused, type Plan } from './plan.ts';
import { refusalsText } from './refusals-text.ts';
import { recordsResult } from '../../query/result.ts';

/** Where there is no terminal: a list of twenty actions is no line. */
const ACTIONS_WIDTH = 150;

const settingsText = ({ settings }: Plan): string => {
    if (settings === null) return '';
    const { file, is_example, stage, region, account } = settings;
    const from = is_example
        ? `There is no lake.config.yml: this is the plan of the example, ${printable(file)}.`
        : `The plan of ${printable(file)}.`;
    const of = account === ANY_ACCOUNT ? `${account} stands for your account (--account ID)` : `account ${account}`;
    return `${from} Stage ${printable(stage)}, region ${region}, ${of}. Nothing was asked of AWS.\n`;
};

/** An action stays whole, so that it can be copied. */
const inLines = (words: readonly string[], width: number): string => {
    const lines: string[] = [];
    for (const word of words) {
        const line = `${lines.at(-1) ?? ''} ${word}`;
        if (lines.length > 0 && line.length <= width) lines[lines.length - 1] = line;
        else lines.push(`    ${word}`);
    }
    return `${lines.join('\n')}\n`;
};

const permissionText = ({ caller, to, actions }: Permission, width: number | null): string =>
    hanging('  ', `${caller}, to ${to}:`, width) + inLines(actions, width ?? ACTIONS_WIDTH);

const warningsText = (warnings: readonly string[], width: number | null): string =>
    warnings.map((warning) => hanging('\nLook out: ', printable(warning), width)).join('');

/** What no plan can know: the account is not asked. */
const ACTIVITY_NEEDS =
    'User activity needs the Plus plan and threat protection in audit or enforced mode: not known here, doctor asks the account; --tier and --threat-protection tell.';

const endText = (plan: Plan, width: number | null): string => {
    const needs = plan.deliveries.some(({ event_source }) => event_source === 'userAuthEvents')
        ? `\n${hanging('', ACTIVITY_NEEDS, width)}`
        : '\n';
    const end = isRefused(plan) ? 'AWS would refuse this: see above.\n' : 'Nothing that AWS would refuse was found.\n';
    const exceptions =
        plan.known_exceptions === null
            ? ''
            : hanging(
                  '',
                  `Known exceptions, addresses and accounts that you vouch for: CSV files in ${plan.known_exceptions}`,
                  width,
              );
    return `${exceptions === '' ? '' : `\n${exceptions}`}${needs}${end}`;
};

/** The plan in pieces. `width` is the terminal's, or null where there is none: then nothing is broken into lines. */
export async function* planText(plan: Plan, width: number | null): AsyncIterable<string> {
    yield settingsText(plan);
    if (plan.deliveries.length > 0) {
        yield '\nWhat Cognito is told\n';
        yield* table(
            recordsResult(
                ['user_pool_id', 'event_source', 'log_level', 'destination', 'arn', 'set_by'],
                plan.deliveries,
            ),
            width,
        );
    }
    if (plan.parts.length > 0) {
        yield '\nWhat is made besides: roles, logs and alarms, and these\n';
        yield* table(recordsResult(['part', 'name'], plan.parts), width);
    }
    yield refusalsText(plan.refusals, 'refused', 'AWS would refuse', width);
    yield refusalsText(plan.refusals, 'doubtful', 'AWS may take it, but', width);
    yield `\nWhat each caller must be allowed\n${plan.permissions.map((permission) => permissionText(permission, width)).join('')}`;
    yield warningsText(plan.warnings, width);
    yield endText(plan, width);
}
