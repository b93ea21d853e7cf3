-- The table of the sample, and a second one to move its row to.
create table if not exists students (
  id text primary key,
  name text not null,
  age integer not null,
  country text not null
);

create table if not exists alumni (like students including all);
