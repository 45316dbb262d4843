"""The measures: response times, promises and workload of a period, each mark leading to its records."""
