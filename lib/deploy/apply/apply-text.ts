/** Formats the proposal of `apply` and its outcome for a terminal. */
import { deliveryProblemsText, ERRORS_TITLE, WARNINGS_TITLE } from '../plan/delivery-problems-text.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import type { SettingChange, SettingsProposal, SettingsSummary } from './apply-settings.ts';
import type { ApplySummary, DeliveryProposal } from './apply-delivery.ts';
import type { DeliveryChange } from './merge-delivery.ts';

const changeText = ({ event_source, before, after, is_changed }: DeliveryChange, width: number | null): string => {
    const line = (sign: string, text: string): string => formatHangingIndent(`    ${sign} `, printable(text), width);
    const lines = is_changed
        ? `${before === null ? '' : line('-', before)}${line('+', after)}`
        : line('=', `${after} (unchanged)`);
    return `  ${printable(event_source)}\n${lines}`;
};

/** The changes, and the problems that AWS would report. `width` is the terminal's; null if there is none. */
export const proposalText = (
    { user_pool_id, account, changes, problems }: DeliveryProposal,
    width: number | null,
): string =>
    [
        `The log delivery of ${printable(user_pool_id)}, account ${account}\n`,
        ...changes.map((change) => changeText(change, width)),
        deliveryProblemsText(problems, 'error', ERRORS_TITLE, width),
        deliveryProblemsText(problems, 'warning', WARNINGS_TITLE, width),
    ].join('');

const APPLY_STATUS_TEXTS: Readonly<Record<ApplySummary['status'], string>> = {
    applied: 'Set and verified. Records arrive a few minutes after the next sign-in.\n',
    unchanged: 'Already set. Nothing was changed.\n',
    invalid: 'Nothing was changed.\n',
    declined: 'Nothing was changed.\n',
};

export const statusText = ({ status }: ApplySummary): string => APPLY_STATUS_TEXTS[status];

const settingText = ({ resource, setting, before, after }: SettingChange, width: number | null): string =>
    [
        `  ${printable(`${resource}, ${setting}`)}\n`,
        formatHangingIndent('    - ', printable(before), width),
        formatHangingIndent('    + ', printable(after), width),
    ].join('');

/** The settings that differ from the config. */
export const settingsText = ({ account, changes }: SettingsProposal, width: number | null): string =>
    [`Account ${account}\n`, ...changes.map((change) => settingText(change, width))].join('');

const SETTINGS_STATUS_TEXTS: Readonly<Record<SettingsSummary['status'], string>> = {
    applied: 'Set and verified.\n',
    unchanged: 'Everything is as in the config. Nothing was changed.\n',
    declined: 'Nothing was changed.\n',
};

export const settingsStatusText = ({ status }: SettingsSummary): string => SETTINGS_STATUS_TEXTS[status];
