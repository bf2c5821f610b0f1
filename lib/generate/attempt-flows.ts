/** Flows of an attempt: the sequence of responses and challenges in its records, with a weight for each flow. */
import type { EventResponse } from './attempt.ts';

/** The response of one record, followed by its challenges. */
export type FlowStep = readonly [EventResponse, ...string[]];
export type AttemptFlow = { readonly weight: number; readonly steps: readonly FlowStep[] };
type AttemptFlows = readonly [AttemptFlow, ...AttemptFlow[]];

const PASSWORD = 'Password:Success';
const WRONG_PASSWORD = 'Password:Failure';
const MFA = 'Mfa:Success';
const WRONG_MFA = 'Mfa:Failure';

/** Delivery is best effort: some flows lack the first or the last record. */
export const SIGN_IN: AttemptFlows = [
    { weight: 70, steps: [['InProgress'], ['Pass', PASSWORD]] },
    { weight: 13, steps: [['Pass', PASSWORD]] },
    { weight: 9, steps: [['InProgress'], ['Fail', WRONG_PASSWORD]] },
    { weight: 4, steps: [['Fail', WRONG_PASSWORD]] },
    { weight: 4, steps: [['InProgress']] },
];

export const SIGN_IN_WITH_MFA: AttemptFlows = [
    { weight: 58, steps: [['InProgress'], ['InProgress', PASSWORD], ['Pass', PASSWORD, MFA]] },
    {
        weight: 20,
        steps: [
            ['InProgress', PASSWORD],
            ['Pass', PASSWORD, MFA],
        ],
    },
    {
        weight: 6,
        steps: [
            ['InProgress', PASSWORD],
            ['Fail', PASSWORD, WRONG_MFA],
        ],
    },
    { weight: 10, steps: [['InProgress'], ['Fail', WRONG_PASSWORD]] },
    { weight: 4, steps: [['InProgress', PASSWORD]] },
    { weight: 2, steps: [['InProgress'], ['InProgress', PASSWORD], ['InProgress', PASSWORD, WRONG_MFA]] },
];

/** The identity provider checks the password, so the records have no challenges. */
export const FEDERATED_SIGN_IN: AttemptFlows = [
    { weight: 80, steps: [['Pass']] },
    { weight: 15, steps: [['InProgress'], ['Pass']] },
    { weight: 5, steps: [['InProgress'], ['Fail']] },
];

export const SIGN_UP: AttemptFlows = [
    { weight: 65, steps: [['InProgress'], ['Pass']] },
    { weight: 25, steps: [['InProgress']] },
    { weight: 10, steps: [['Fail']] },
];

export const FORGOT_PASSWORD: AttemptFlows = [
    { weight: 60, steps: [['InProgress'], ['Pass']] },
    { weight: 35, steps: [['InProgress']] },
    { weight: 5, steps: [['Fail']] },
];

export const PASSWORD_CHANGE: AttemptFlows = [
    { weight: 88, steps: [['Pass']] },
    { weight: 12, steps: [['Fail']] },
];

export const RESEND_CODE: AttemptFlows = [
    { weight: 70, steps: [['Pass']] },
    { weight: 25, steps: [['InProgress']] },
    { weight: 5, steps: [['Fail']] },
];

/** An attempt that threat protection blocks has one record. */
export const BLOCKED: AttemptFlow = { weight: 1, steps: [['Fail']] };
