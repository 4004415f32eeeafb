# Two commands are all a reader needs: `make demo` and `make test`. Each sets up what it needs.

RSCRIPT = Rscript --no-save --no-restore

.PHONY: help demo gallery test check document readme install setup prove scorecard mutants bench bench-full bench-peers clean r-is-there

help:
	@echo "make demo      fit the textbook data, print the figures, draw the pictures into demo/"
	@echo "make gallery   every picture on six data sets, on one page: gallery/index.html"
	@echo "make test      every test and check of the package and its core; ends with the count"
	@echo "make check     R CMD check --as-cran on the built tarball"
	@echo "make document  write NAMESPACE and man/ from the comments in R/ (needs roxygen2)"
	@echo "make readme    knit README.Rmd, with the demo's real output and pictures"
	@echo "make install   build the package and install it into your R library"
	@echo "make prove     every battery of tests/prove in full, valgrind and sanitizers too; 15 minutes"
	@echo "make scorecard the same, and write what it found to inst/extdata/scorecard.md"
	@echo "make mutants   150 small faults in the core, one at a time: do its tests notice? hours"
	@echo "make bench     time logreg beside its peers; half an hour; a table into bench/results/"
	@echo "make bench-peers  install the peers, once; up to an hour"
	@echo "make bench-full   also the slow peers, the widest shape and OpenBLAS; hours"
	@echo "make setup     only install the packages that demo, test and check need"
	@echo "make clean     remove what these commands built"

demo: r-is-there
	@$(RSCRIPT) tools/setup.R demo
	@$(RSCRIPT) tools/install.R user
	@$(RSCRIPT) tools/demo.R

gallery: r-is-there
	@$(RSCRIPT) tools/setup.R check
	@$(RSCRIPT) tools/install.R build
	@R_LIBS="_build/library:$$R_LIBS" $(RSCRIPT) tools/gallery.R

test: r-is-there
	@$(RSCRIPT) tools/setup.R test
	@$(RSCRIPT) tools/test.R

check: r-is-there
	@$(RSCRIPT) tools/setup.R check
	@$(RSCRIPT) tools/check-package.R

document: r-is-there
	@$(RSCRIPT) tools/setup.R demo
	@$(RSCRIPT) tools/document.R

readme: r-is-there
	@$(RSCRIPT) tools/setup.R check
	@$(RSCRIPT) tools/readme.R

install: r-is-there
	@$(RSCRIPT) tools/setup.R demo
	@$(RSCRIPT) tools/install.R user

setup: r-is-there
	@$(RSCRIPT) tools/setup.R check

prove: r-is-there
	@$(RSCRIPT) tools/setup.R test
	@$(RSCRIPT) tools/install.R build
	@$(RSCRIPT) tools/prove.R full

scorecard: r-is-there
	@$(RSCRIPT) tools/setup.R test
	@$(RSCRIPT) tools/install.R build
	@$(RSCRIPT) tools/prove.R scorecard

mutants: r-is-there
	@$(RSCRIPT) tools/setup.R test
	@$(RSCRIPT) tools/mutants.R
	@$(RSCRIPT) tools/prove.R mutants

bench: r-is-there
	@$(RSCRIPT) tools/setup.R demo
	@$(RSCRIPT) tools/install.R build
	@$(RSCRIPT) bench/run.R --out bench/results

bench-full: r-is-there
	@$(RSCRIPT) tools/setup.R demo
	@$(RSCRIPT) tools/install.R build
	@$(RSCRIPT) bench/run.R --full --out bench/results

bench-peers: r-is-there
	@$(RSCRIPT) bench/install-peers.R

clean:
	rm -rf _build demo gallery

r-is-there:
	@command -v Rscript >/dev/null 2>&1 || { \
	  echo "R is not installed. On Debian or Ubuntu, as root: apt-get install r-base-dev" >&2; exit 1; }
