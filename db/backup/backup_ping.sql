-- Says that a backup goes on, so that nobody takes its worker for stuck.
SELECT 1
