/** How to recognise events that probably came from a server of AWS: the view auth_events flags them and keeps them. */

/** What Cognito writes for a client without a user agent. */
export const PHANTOM_DEVICE = 'Unknown, Unknown';

/** Cities to which IP addresses of AWS are mapped: us-east-1, us-east-2, us-west-2, eu-west-1 and eu-central-1. */
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
