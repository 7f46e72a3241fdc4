// Peers does the operations of the benchmark table in the Go libraries, one round when it is asked.
//
//	peers client_golang|victoriametrics
//
// It reads the name of an operation from a line of standard input, does the operation many times, and answers with a
// line: what one of them cost, or "-" when the library has no such thing. The benchmark starts it, so that its rounds
// and ours take turns on the same machine.
package main

import (
	"bufio"
	"fmt"
	"os"
)

// An operation is prepared once, when it is first asked for; what it returns does one round and says its cost.
type operation func() (round func() float64)

var libraries = map[string]map[string]operation{
	"client_golang":   clientGolang,
	"victoriametrics": victoriaMetrics,
}

func main() {
	var operations map[string]operation
	if len(os.Args) == 2 {
		operations = libraries[os.Args[1]]
	}
	if operations == nil {
		fmt.Fprintln(os.Stderr, "usage: peers client_golang|victoriametrics")
		os.Exit(2)
	}
	prepared := map[string]func() float64{}
	requests := bufio.NewScanner(os.Stdin)
	for requests.Scan() {
		name := requests.Text()
		if prepared[name] == nil {
			if prepare := operations[name]; prepare != nil {
				prepared = map[string]func() float64{name: prepare()}
			}
		}
		if round := prepared[name]; round != nil {
			fmt.Printf("%g\n", round())
		} else {
			fmt.Println("-")
		}
	}
}
