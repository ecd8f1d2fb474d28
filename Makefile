# make: set up, build, run every notebook, say where to open the course. make test: run the tests.
MIXBOOK := .build/release/mixbook
export OPENBLAS_NUM_THREADS := 1

.PHONY: course build setup test test-long check bench warehouse fuzz clean

course: build
	$(MIXBOOK) run

setup:
	@scripts/bootstrap

build: setup
	swift build -c release --product mixbook

test: build
	swift test -c release

# The slow statistical checks, with the quick ones.
test-long: build
	MIXBOOK_LONG=1 swift test -c release

check: build
	scripts/check

# Every figure beside its yardstick, in one run.
bench: build
	scripts/bench

# The queries of `mixbook sql paths` on DuckDB, PostgreSQL and Spark, row by row against reading the events as a file.
warehouse: build
	swift build -c release --package-path Benchmarks --product attribution-bench
	scripts/warehouse

# A million mutated inputs each for the Markdown bridge, the statement parser and the CSV reader.
fuzz: setup
	swift run -c release fuzz
	swift run -c release --package-path Benchmarks fuzz-csv Tests/TablesTests/Corpus 1000000 42

clean:
	rm -rf .build .build-* .mixbook Benchmarks/.build
