/** The courses that an attempt can take: its records one after another, with what each adds, and how often it is so. */
import type { Response } from './attempt.ts';

/** A response, and the challenges that stand in the record. */
export type CourseStep = readonly [Response, ...string[]];
export type Course = { readonly weight: number; readonly steps: readonly CourseStep[] };
type Courses = readonly [Course, ...Course[]];

const PASSWORD = 'Password:Success';
const WRONG_PASSWORD = 'Password:Failure';
const MFA = 'Mfa:Success';
const WRONG_MFA = 'Mfa:Failure';

/** Delivery is best effort: at times the record of the start, or of the end, is missing. */
export const SIGN_IN: Courses = [
    { weight: 70, steps: [['InProgress'], ['Pass', PASSWORD]] },
    { weight: 13, steps: [['Pass', PASSWORD]] },
    { weight: 9, steps: [['InProgress'], ['Fail', WRONG_PASSWORD]] },
    { weight: 4, steps: [['Fail', WRONG_PASSWORD]] },
    { weight: 4, steps: [['InProgress']] },
];

export const SIGN_IN_WITH_MFA: Courses = [
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

/** The identity provider asks for the password: no challenge is seen here. */
export const FEDERATED_SIGN_IN: Courses = [
    { weight: 80, steps: [['Pass']] },
    { weight: 15, steps: [['InProgress'], ['Pass']] },
    { weight: 5, steps: [['InProgress'], ['Fail']] },
];

export const SIGN_UP: Courses = [
    { weight: 65, steps: [['InProgress'], ['Pass']] },
    { weight: 25, steps: [['InProgress']] },
    { weight: 10, steps: [['Fail']] },
];

export const FORGOT_PASSWORD: Courses = [
    { weight: 60, steps: [['InProgress'], ['Pass']] },
    { weight: 35, steps: [['InProgress']] },
    { weight: 5, steps: [['Fail']] },
];

export const PASSWORD_CHANGE: Courses = [
    { weight: 88, steps: [['Pass']] },
    { weight: 12, steps: [['Fail']] },
];

export const RESEND_CODE: Courses = [
    { weight: 70, steps: [['Pass']] },
    { weight: 25, steps: [['InProgress']] },
    { weight: 5, steps: [['Fail']] },
];

/** What threat protection does not let in leaves one record. */
export const BLOCKED: Course = { weight: 1, steps: [['Fail']] };
