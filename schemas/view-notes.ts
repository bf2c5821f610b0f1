/** Descriptions of the columns that the views compute; their other columns are those of the tables. */

const FLAG_NOTES = {
    is_phantom:
        'Whether the request probably came from a server of AWS, not from the user’s device: device_name is ' +
        '`Unknown, Unknown` (the client sent no user agent) and city is one with an AWS data centre. The view keeps ' +
        'such rows; detections by IP address leave them out',
    is_ip_trustworthy:
        'Whether ip_address is the user’s: it is not NULL, has_context_data is not false (else it may be the app ' +
        'server’s), and is_phantom is false. Detections by IP address use only such rows',
} as const;

/** By view, the columns that its SQL adds to those of its table. */
export const VIEW_NOTES = {
    auth_events: FLAG_NOTES,
    delivery_errors: {},
    attempts: {
        attempt_id: 'event_id, or record_id if the record has no event_id',
        event_id: 'Id of the attempt as Cognito writes it; NULL if the record has none',
        started_at: 'Start of the attempt: the earliest started_at of its records, or the earliest event_at',
        last_at: 'Time of its last record',
        ended_at: 'Time of its last record with the response Pass or Fail; NULL if outcome is `Open`',
        duration_ms: 'Milliseconds from started_at to ended_at; NULL if outcome is `Open`',
        outcome:
            '`Pass` if any record has the response Pass, else `Fail` if any has Fail, else `Open`: the user left, ' +
            'the attempt still runs, or its end was not exported',
        last_response: 'event_response of the last record that has one',
        password_result: 'Last result of the challenge `Password`, usually `Success` or `Failure`; NULL without one',
        mfa_result: 'Last result of the challenge `Mfa`, usually `Success` or `Failure`; NULL without one',
        challenge_count: 'The largest number of challenges listed in any one record of the attempt',
        risk_level: 'Worst risk level of its records: `High`, `Medium`, `Low`, else an unknown word, else NULL',
        risk_decision:
            'Worst decision of its records: `Block`, `AccountTakeover`, `NoRisk`, else an unknown word, else NULL',
        is_compromised:
            'Whether any record says that the password is known from a leak. False also where Cognito does not check: ' +
            'SRP and custom authentication',
        has_context_data: 'Whether the app sent context data, from the last record that says so',
        user_sub: 'The user’s sub, from the last record that has it',
        user_name: 'The user name as written, from the last record that has it',
        client_id: 'App client, from the last record that has it',
        idp_name: 'Identity provider of a federated sign-in, from the last record that has it',
        ip_address: 'Source IP address, from the last record that has it',
        device_name: 'Browser and system, or the model of a phone, from the last record that has it',
        city: 'City of the IP address, from the last record that has it',
        country: 'Country of the IP address, from the last record that has it',
        is_phantom: 'Whether is_phantom is true for any of its records',
        is_ip_trustworthy: 'Whether is_ip_trustworthy is true for all of its records',
        record_count: 'Number of its records, without duplicates',
    },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
