-- applies: always
-- Staged contents are new until they are judged otherwise: of a file that is sound the check writes no line again.
ALTER TABLE console.import_contents ALTER COLUMN verdict SET DEFAULT 'new';
