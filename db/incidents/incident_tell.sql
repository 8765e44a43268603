-- Tells admins of a new incident, as the setting admin_notice_incident says; those that come soon after each other in one
-- message.
-- $1 incident, $2 what is said
SELECT console.notify_admins('incident', $1, $2)
