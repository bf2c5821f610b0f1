/** Sign-ins that AWS itself makes, as they are told apart from those of people; the view auth_events flags them and drops none. */

/** What Cognito writes of a client that tells nothing of itself. */
export const PHANTOM_DEVICE = 'Unknown, Unknown';

/** Cities in which data centres of AWS are placed by address: of us-east-1, us-east-2, us-west-2, eu-west-1 and eu-central-1. */
export const PHANTOM_CITIES = [
    'Ashburn',
    'Boardman',
    'Columbus',
    'Dublin',
    'Frankfurt am Main',
    'Hilliard',
    'Sterling',
    'Umatilla',
] as const;
