/** Formats a plan for a terminal. */
import { table } from '../../query/format/table.ts';
import type { CallerPermission } from '../account/permissions.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import { PLACEHOLDER_ACCOUNT, hasDeliveryErrors, type DeploymentPlan } from './plan.ts';
import { deliveryProblemsText, ERRORS_TITLE, WARNINGS_TITLE } from './delivery-problems-text.ts';
import { keyPolicyText } from './key-policy-plan.ts';
import { objectsResult } from '../../query/query-result.ts';

/** Used without a terminal: twenty actions are too long for one line. */
const ACTIONS_WIDTH = 150;

const configText = ({ config }: DeploymentPlan): string => {
    if (config === null) return '';
    const { file, is_example, stage, region, account } = config;
    const source = is_example
        ? `lake.config.yml does not exist. Plan of the example, ${printable(file)}.`
        : `Plan of ${printable(file)}.`;
    const shownAccount =
        account === PLACEHOLDER_ACCOUNT ? `account ${account} (placeholder, pass --account ID)` : `account ${account}`;
    return `${source} Stage ${printable(stage)}, region ${region}, ${shownAccount}. No AWS calls were made.\n`;
};

/** Never breaks within an action, so that it can be copied. */
const wrapWords = (words: readonly string[], width: number): string => {
    const lines: string[] = [];
    for (const word of words) {
        const line = `${lines.at(-1) ?? ''} ${word}`;
        if (lines.length > 0 && line.length <= width) lines[lines.length - 1] = line;
        else lines.push(`    ${word}`);
    }
    return `${lines.join('\n')}\n`;
};

const permissionText = ({ caller, purpose, actions }: CallerPermission, width: number | null): string =>
    formatHangingIndent('  ', `${caller}, to ${purpose}:`, width) + wrapWords(actions, width ?? ACTIONS_WIDTH);

const warningsText = (warnings: readonly string[], width: number | null): string =>
    warnings.map((warning) => formatHangingIndent('\nWarning: ', printable(warning), width)).join('');

/** A plan makes no AWS call, so it can't check this. */
const ACTIVITY_NEEDS =
    'User activity needs the Plus plan and threat protection in audit or enforced mode. ' +
    'plan does not read the account: pass --tier and --threat-protection, or run doctor after the deployment.';

const endText = (plan: DeploymentPlan, width: number | null): string => {
    const needs = plan.deliveries.some(({ event_source }) => event_source === 'userAuthEvents')
        ? `\n${formatHangingIndent('', ACTIVITY_NEEDS, width)}`
        : '\n';
    const end = hasDeliveryErrors(plan) ? 'AWS would reject this. See the errors above.\n' : 'No errors found.\n';
    const allowlist =
        plan.allowlist === null
            ? ''
            : formatHangingIndent(
                  '',
                  `Allowlist, the IP addresses, networks and users that you vouch for: CSV files in ${plan.allowlist}`,
                  width,
              );
    return `${allowlist === '' ? '' : `\n${allowlist}`}${needs}${end}`;
};

const poolLimitText = ({ pool_limit, config }: DeploymentPlan, width: number | null): string =>
    pool_limit === null || config === null
        ? ''
        : formatHangingIndent(
              '',
              `This stack has room for ${pool_limit.pools} pools with such ids, because of ${pool_limit.reason}. ` +
                  'More pools need another stack: a config and a stage of their own.',
              width,
          );

/** The text of a plan, in chunks. `width` is the terminal's; null without a terminal, then lines are not wrapped. */
export async function* planText(plan: DeploymentPlan, width: number | null): AsyncIterable<string> {
    yield configText(plan);
    if (plan.deliveries.length > 0) {
        yield '\nLog deliveries\n';
        yield* table(
            objectsResult(
                ['user_pool_id', 'event_source', 'log_level', 'destination', 'arn', 'set_by'],
                plan.deliveries,
            ),
            width,
        );
    }
    if (plan.parts.length > 0) {
        yield '\nResources of the stack, in addition to roles, logs and alarms\n';
        yield* table(objectsResult(['part', 'name'], plan.parts), width);
        yield poolLimitText(plan, width);
    }
    yield deliveryProblemsText(plan.problems, 'error', ERRORS_TITLE, width);
    yield deliveryProblemsText(plan.problems, 'warning', WARNINGS_TITLE, width);
    yield '\nPermissions of each caller\n';
    yield plan.permissions.map((permission) => permissionText(permission, width)).join('');
    yield keyPolicyText(plan.key_policy, width);
    yield warningsText(plan.warnings, width);
    yield endText(plan, width);
}
