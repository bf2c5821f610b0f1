/** Refuses days in the wrong order. */
import { Complaint } from '../basics/complaint.ts';
import type { Values } from './render.ts';

/** Refuses by a Complaint a first day that is after the last. */
export const refuseReversed = (values: Values): void => {
    const [[first], [last]] = [values.get('first_day') ?? [], values.get('last_day') ?? []];
    if (first === undefined || last === undefined || first <= last) return;
    throw new Complaint(`--first-day ${first} is after --last-day ${last}`, 2);
};
