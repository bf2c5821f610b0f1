/** Where in a lake, or beside one, reports lie. */
export const REPORTS_PREFIX = 'reports/';
