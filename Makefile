# Every entry point. `make help` lists them.
.DEFAULT_GOAL := help
SWIFT_SOURCES := Sources Tests Examples Benchmarks/Sources Fuzz/Sources Package.swift

.PHONY: help demo container test test-release sanitize build release format lint check bench bench-sidecar bench-stack bench-peers bench-budgets fuzz soak docs clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## the whole thing on this machine: a service, its sidecar, a real Prometheus and Alertmanager (KEEP=1 leaves it running)
	@Scripts/install-packages demo
	@Scripts/build-release
	@KEEP=$(KEEP) python3 Scripts/demo

container: ## the demo with the sidecar as its image from scratch, built and run by podman (root)
	@Scripts/container

test: ## every test, with the real peers; installs what is missing from Debian (root) or says what to install
	@Scripts/test

test-release: ## the tests of AtalayaMetrics as users run it, optimised: the tables of hostile arguments above all
	@Scripts/alone release test --configuration release -Xswiftc -enable-testing

sanitize: ## the tests of AtalayaMetrics under the thread sanitizer, after it was shown to find a race
	@Scripts/sanitize

build: ## debug build of everything
	swift build

release: ## the binaries as shipped: static Swift runtime, stripped
	@Scripts/build-release

format: ## swift-format, in place
	swift format format --in-place --parallel --recursive $(SWIFT_SOURCES)

lint: ## swift-format as a judge
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

check: ## lint, the scripts' syntax, the rules of the tree, and the rendered stack against its source
	@Scripts/check

bench: ## the benchmark table: every figure against its physical limit, and against the peers where they are installed
	@Scripts/bench $(ARGS)

bench-sidecar: ## memory, processor and latency of the release sidecar as a process (ARGS=--quick takes a minute)
	@Scripts/build-release --product atalaya-sidecar
	@Scripts/bench-sidecar $(ARGS)

bench-stack: ## time and memory of `atalaya generate` for 1,000 scrape jobs, 200 dashboards and 5,000 rules
	@Scripts/build-release --product atalaya
	@Scripts/bench-stack $(ARGS)

bench-peers: ## installs the Go libraries that the table compares with (root), and prints it
	@Scripts/install-packages peers
	@Scripts/bench $(ARGS)

bench-budgets: ## instructions and allocations of the hot operations against Benchmarks/Budgets.json (RECORD=1 writes it)
	@Scripts/install-packages budgets
	@Scripts/bench-budgets $(if $(RECORD),--record)

fuzz: ## seeded fuzzing of every reader
	swift run --package-path Fuzz --configuration release

soak: ## the sidecar killed 1,000 times while files rotate and the aggregator misbehaves, and 10,000 files (KILLS=n, SEED=n)
	swift build --build-tests
	ATALAYA_TEST_LINE_MEGABYTES=1024 ATALAYA_TEST_FILES=10000 ATALAYA_TEST_KILLS=$(or $(KILLS),1000) $(if $(SEED),ATALAYA_TEST_SEED=$(SEED)) swift test --skip-build --filter "SuddenDeathTests|LongLineTests|ManyFilesTests"

docs: ## the API reference as a web site in .build/docs
	@Scripts/docs

clean: ## removes what was built and what the demo left
	rm -rf .build .venv .demo
