# The suite's commands. `make help` lists them; ARGS reaches the command behind: make e2e ARGS="-k policy --headed"

SHELL := /bin/sh
PYTHON := .venv/bin/python
CHECKED := sandbox testkit pages evidence harness fixtures e2e tests docs conftest.py
FLOW := e2e/session/test_automatic_sign_in.py e2e/tokens/test_expired_links.py e2e/reset/test_password_policy.py
FIREFOX := $(FLOW) e2e/request/test_requesting_a_reset.py e2e/mail/test_the_link_in_the_mail.py e2e/security \
    e2e/accessibility/test_keyboard.py e2e/resilience/test_retries.py
VARIATIONS := version-4 one-origin spanish language-chosen own-words dialog chat consent elsewhere overlaid old-links basic few-customers slow-mail gated
# The whole catalogue on these takes five times as long: here smoke only, everything in the nightly.
SLOW := few-customers slow-mail gated
QUICK := $(filter-out $(SLOW),$(VARIATIONS))
TODAYS := $(word $(shell expr `date +%j` % $(words $(QUICK)) + 1),$(QUICK))
WHOLE_RUNS := tests/whole_runs
# More tests at once than cores: many wait for a process that they started.
SIDE_BY_SIDE := -n 4 --dist worksteal -rs
ARGS ?=
# Compiled once, kept: without that each process of a run compiles the suite anew, a second of its start.
unexport PYTHONDONTWRITEBYTECODE

# What each command reads. Any other variable would change nothing, and is refused.
READS_e2e := ARGS ENV
READS_variations := ARGS
READS_defects := ARGS
READS_bench := ARGS
READS_catalogue := ARGS
READS_test := ARGS
READS_test-all := ARGS
READS_doctor := ARGS ENV LEARN
READS_members := ARGS ENV COUNT REMOVE
READS_bug-report := ARGS ENV SCENARIO
GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command%line,$(subst $() ,%,$(origin $(name)))),$(name)))
GOALS := $(or $(MAKECMDGOALS),help)
UNREAD := $(filter-out SHELL PYTHON $(foreach goal,$(GOALS),$(READS_$(goal))),$(GIVEN))
$(if $(UNREAD),$(error $(UNREAD) changes nothing in `make $(GOALS)`: `make help` lists what each command takes))

.DEFAULT_GOAL := help
.PHONY: help profile setup update engines failures pictures bench e2e test test-all lint format clean firefox variations defects defects-sample leaks catalogue settings report bug-report doctor members

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: .venv/installed ## install whatever is missing: Python packages, browser, Mailpit
	@$(PYTHON) -m harness.provision
	@touch .venv/provided

e2e: .venv/provided ## run the scenarios (ENV=staging ARGS="-k policy --headed")
	@$(PYTHON) -m pytest $(if $(ENV),--env $(ENV)) $(ARGS)

firefox: .venv/provided ## run the smoke scenarios and a chapter of each room in Firefox
	@$(PYTHON) -m harness.provision firefox
	@$(PYTHON) -m pytest --project firefox $(FIREFOX)

variations: .venv/provided ## run today's other portal with all scenarios, the rest with smoke (playwright.config.toml)
	@$(PYTHON) -m pytest --env $(TODAYS) $(ARGS)
	@$(PYTHON) -m pytest $(addprefix --env ,$(filter-out $(TODAYS),$(VARIATIONS))) -m smoke $(ARGS)

defects: .venv/provided ## seed defects into the sandbox: each must turn a scenario red (ARGS="-k trimmed")
	@$(PYTHON) -m tests.defects $(ARGS)
	@$(if $(ARGS),true,$(MAKE) --no-print-directory leaks)

leaks: .venv/provided ## seed leaks into the evidence: the search for secrets must find each
	@EVERY_CASE=1 $(PYTHON) -m pytest tests/whole_runs/leaks/test_seeded_leaks.py -n 2

defects-sample: .venv/provided ## the same for today's tenth of the defects, and one portal of harmless changes
	@$(PYTHON) -m tests.defects --sample

doctor: .venv/provided ## check whether an environment is ready for a run (ENV=staging); LEARN=1 prints its settings
	@$(PYTHON) -m harness.doctor $(if $(ENV),--env $(ENV)) $(if $(LEARN),--learn) $(ARGS)

members: .venv/provided ## create a pool of members on a deployed portal (ENV=staging COUNT=8), or REMOVE=1 it
	@$(PYTHON) -m harness.members --env "$(ENV)" $(if $(COUNT),--count $(COUNT)) $(if $(REMOVE),--remove) $(ARGS)

bench: .venv/provided ## measure the suite beside what a bare script needs (ARGS="--quick")
	@$(PYTHON) -m tests.bench $(ARGS)

profile: .venv/provided ## measure where the processor time of the catalogue goes (docs/processor-time.md)
	@$(PYTHON) -m tests.bench.processor

catalogue: .venv/provided ## list every scenario and what it holds the portal to
	@$(PYTHON) -m pytest --catalogue $(ARGS)

failures: .venv/provided ## write docs/failures.md from runs with seeded defects
	@$(PYTHON) -m docs.make_failures

pictures: .venv/provided ## make the pictures of README.md and docs/stories.md from real runs
	@$(PYTHON) -m docs.make_pictures
	@$(PYTHON) -m docs.make_stories

update: .venv/provided ## renew all pins (packages, Mailpit, images, actions) and print what changed
	@$(PYTHON) -m harness.provision.update

engines: .venv/provided ## run all scenarios in Chromium and Firefox, and write docs/engines.md from that
	@$(PYTHON) -m harness.provision chromium firefox
	@$(PYTHON) -m pytest --project chromium --project firefox --output=test-results/engines
	@$(PYTHON) -m docs.make_engines test-results/engines/*/

settings: .venv/installed ## write docs/settings.md from the settings' model
	@$(PYTHON) -m testkit.settings.reference > docs/settings.md

report: .venv/provided ## open the last run's report, with its traces in the viewer
	@$(PYTHON) -m evidence report --open

bug-report: .venv/provided ## record one scenario, pass or fail (SCENARIO="words of its name" ENV=staging)
	@test -n "$(strip $(SCENARIO))" || { echo 'Say which: make bug-report SCENARIO="words of its name" (make catalogue lists them)'; exit 2; }
	@$(PYTHON) -m pytest --bug-report -n 0 -k "$(subst $() , and ,$(strip $(filter-out and or not,$(SCENARIO))))" $(if $(ENV),--env $(ENV)) $(ARGS)

test: .venv/provided lint ## run what must be green before a push: lint, types, the suite's own tests, all scenarios
	@$(PYTHON) -m harness.provision firefox
	@$(PYTHON) -m pytest tests --ignore=$(WHOLE_RUNS) $(SIDE_BY_SIDE)
	@$(PYTHON) -m pytest $(ARGS)

test-all: test ## the same, then what takes longer: tests of whole runs, a tenth of the defects, Firefox, other portals
	@$(PYTHON) -m pytest $(WHOLE_RUNS) $(SIDE_BY_SIDE)
	@$(MAKE) --no-print-directory defects-sample firefox variations

lint: .venv/installed ## check style and types
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy --no-error-summary $(CHECKED)

format: .venv/installed ## put the code into its form
	@$(PYTHON) -m ruff check --fix --quiet
	@$(PYTHON) -m ruff format --quiet

clean: ## remove what the commands made here (Mailpit's build, the browser and .cache with its aged links stay)
	@rm -rf .venv .mypy_cache .ruff_cache test-results

# Stamps: a second run compares file times and starts.
.venv/provided: .venv/installed harness/provision/go.lock harness/provision/mailpit/go.mod harness/provision/mailpit/go.sum
	@$(PYTHON) -m harness.provision
	@touch $@

.venv/installed: requirements.lock
	@sh harness/provision/environment.sh .venv requirements.lock
	@touch $@
