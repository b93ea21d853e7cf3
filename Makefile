# Everything a person types. `make help` lists it. What each target does is in hack/, one script a job.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# A query may hold any quote: it goes through the environment, not through the shell's eyes.
export QUERY
# npm's packages bring the real Node 24 (and every tool) into node_modules/.bin, so that any Node >= 20 can begin.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
NODE := node --conditions=@kubewright/source
KUBECTL ?= kubectl
DEPS := node_modules/.package-lock.json

##@ Start here

.PHONY: help
help: ## Show this list.
	@awk 'BEGIN { FS = ":.*##" } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*##/ { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(DEPS) ## A real API server, a real PostgreSQL, a PostgresWriter becoming a row. KEEP=1 leaves it running.
	@exec $(NODE) hack/demo.ts $(if $(KEEP),--keep)

.PHONY: test
test: $(DEPS) ## The gate and all tests, unit to end to end, on the real parts.
	@exec $(NODE) hack/test.ts

.PHONY: test-long
test-long: $(DEPS) ## All tests for longer, then the operator's on PostgreSQL 15, 16 and 17: an hour.
	@exec $(NODE) hack/test-long.ts

##@ Develop

.PHONY: install-deps
install-deps: $(DEPS) ## Install what package-lock.json names (done by every other target when it is missing).

$(DEPS): package.json package-lock.json $(wildcard packages/*/package.json apps/*/package.json examples/*/package.json)
	@command -v npm > /dev/null || { echo 'npm is missing: install Node.js 20 or later (it brings npm), then run make again' >&2; exit 1; }
	@echo 'Installing dependencies (npm ci) ...' >&2
	@npm ci --no-audit --no-fund --loglevel=error >&2
	@hack/node-version.sh
	@touch $@

.PHONY: manifests
manifests: $(DEPS) ## Write config/crd and config/rbac/role.yaml from the types and markers.
	@$(NODE) hack/generate.ts manifests

.PHONY: generate
generate: $(DEPS) ## Write api/v1/zz_generated.object.ts: the kinds, for the run time.
	@$(NODE) hack/generate.ts generate

.PHONY: check
check: $(DEPS) ## The gate: format, types, lint, unit tests, generated files, packages.
	@exec $(NODE) hack/check.ts

.PHONY: fmt
fmt: $(DEPS) ## Format everything.
	@prettier --write --log-level warn .

.PHONY: build
build: $(DEPS) ## Build every package to dist/, with declarations.
	@tsc -b tsconfig.build.json

.PHONY: test-unit
test-unit: $(DEPS) ## Unit tests only: seconds, no server.
	@exec vitest run --project unit

.PHONY: control-plane
control-plane: $(DEPS) ## Start an API server and a PostgreSQL to try things by hand; prints the exports.
	@exec $(NODE) packages/envtest/src/cli/main.ts start

.PHONY: sql
sql: $(DEPS) ## Run QUERY='select …' or FILE=… with the PSQL_* variables, for machines without psql.
	@exec $(NODE) hack/sql.ts $(if $(FILE),--file '$(FILE)') $(if $(QUERY),--query "$$QUERY")

##@ Measure

.PHONY: bench
bench: $(DEPS) ## Ours and tuned Go on real servers, some 8 minutes. FULL=1: all of it. PUBLISH=1: writes docs/performance.md.
	@exec $(NODE) bench/main.ts $(if $(FULL),--full) $(if $(PUBLISH),--publish) $(ARGS)

.PHONY: bench-check
bench-check: $(DEPS) ## Measure again and fail where the ratio to Go is worse than the published one by more than noise.
	@exec $(NODE) bench/main.ts --check $(ARGS)

##@ Run against a cluster

.PHONY: install
install: manifests ## Install the CRD, and the finalizer at admission where served. NAMESPACES=a,b: the watched ones.
	@$(NODE) hack/install.ts --kubectl "$(KUBECTL)" --namespaces "$(NAMESPACES)" $(if $(WITHOUT_POLICY),--without-policy)

.PHONY: uninstall
uninstall: $(DEPS) ## Remove the CRD; says which objects would hold it up instead of hanging.
	@$(NODE) hack/uninstall.ts --kubectl "$(KUBECTL)"

.PHONY: run
run: manifests generate ## Run the operator here, against the cluster of your kubeconfig. ARGS="--leader-elect" passes flags.
	@exec $(NODE) apps/postgres-writer/main.ts $(ARGS)

.PHONY: deploy
deploy: manifests ## Deploy the operator (IMG=its image) with config/default. WITHOUT_POLICY=1: no admission policy.
	@$(NODE) hack/install.ts --kubectl "$(KUBECTL)" --deployment --image "$(IMG)" $(if $(WITHOUT_POLICY),--without-policy)

.PHONY: build-installer
build-installer: manifests ## Write dist/install.yaml: all that deploy applies, in one file. IMG=the operator's image.
	@$(NODE) hack/build-installer.ts --kubectl "$(KUBECTL)" --image "$(IMG)"

.PHONY: undeploy
undeploy: $(DEPS) ## Remove what deploy put there; says which objects would hold it up instead of hanging.
	@$(NODE) hack/uninstall.ts --kubectl "$(KUBECTL)" --deployment
