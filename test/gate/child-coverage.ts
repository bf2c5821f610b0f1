/** Turns on coverage in child processes: Node passes NODE_V8_COVERAGE on, whatever environment a child gets. */
process.env['NODE_V8_COVERAGE'] = process.env['CHILD_COVERAGE'];
